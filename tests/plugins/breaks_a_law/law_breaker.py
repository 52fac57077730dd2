"""A mapper that makes what is not reported a 0, as so much code does."""

from postmetrics import Mapper, Metrics, Reshaped, at, never


def with_zeros(post):
    """Fill in what is not there."""
    return Reshaped({"likes": 0, **{key: value or 0 for key, value in post.items()}})


MAPPER = Mapper(
    platform="mastodon", reshape=with_zeros, metrics=Metrics.fill(never()).replace(likes=at("likes"))
)
