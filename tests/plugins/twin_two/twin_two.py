"""A mapper that claims a name that somebody else has."""

from postmetrics import Mapper, Metrics, at


MAPPER = Mapper(platform="reddit", metrics=Metrics.fill(at("loud")))
