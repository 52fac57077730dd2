"""A mapper that is registered under another platform's name, and talks all the time."""

import sys

from postmetrics import Mapper, Metrics, at, never


def says_so(_):
    """Leave every post alone."""
    sys.stdout.write("read\n")


sys.stdout.write("imported\n")
MASTODON = Mapper(
    platform="mastodon", reshape=says_so, metrics=Metrics.fill(never()).replace(likes=at("favourites_count"))
)
