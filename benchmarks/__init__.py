"""What postmetrics costs, against what it replaces: `python -m benchmarks`."""
