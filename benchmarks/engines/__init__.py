"""
Recipes: posts normalized and summed on engines that people have.

`python -m benchmarks.engines duckdb` runs one, where that engine is installed.
"""
