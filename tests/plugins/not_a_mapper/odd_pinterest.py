"""Something else than a mapper."""

MAPPER = {"platform": "pinterest"}
