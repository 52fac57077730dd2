"""
The laws of the contract, for the tests of anyone who writes a mapper.

`check_mapper(MAPPER)` in a test is all that it takes. Needs Hypothesis, and no test runner.
"""

try:
    import hypothesis  # noqa: F401  # only to say what is missing
except ImportError as error:
    raise ImportError('postmetrics.testing needs hypothesis: pip install "postmetrics[testing]"') from error

from .broken import BrokenLaw, BrokenLaws
from .check import check_mapper
from .law import Law
from .laws import LAWS
from .strategies import metrics, noise, numbers, payloads, sources


__all__ = [
    "LAWS",
    "BrokenLaw",
    "BrokenLaws",
    "Law",
    "check_mapper",
    "metrics",
    "noise",
    "numbers",
    "payloads",
    "sources",
]
