"""
Threads.

Insights of a media object (lifetime rows, one a metric), and Ayrshare's object, which has the
same names flat in `analytics`.

https://developers.facebook.com/docs/threads/insights
"""

from postmetrics import Mapper, Metrics, Rule, first, never
from postmetrics.platforms.insights import insights_by_metric


def insight(name: str) -> Rule:
    """Read a metric of the insights, or of an object that has it under the same name."""
    return first(f"insights.{name}", name)


MAPPER = Mapper(
    platform="threads",
    posts=("analytics",),
    ids=("insight_ids[*]",),
    post_id=("insight_ids[0]", "id", "$[analytics].id"),
    post_url=("permalink", "$[analytics].postUrl"),
    reshape=insights_by_metric,
    metrics=Metrics(
        likes=insight("likes"),
        comments=insight("replies"),
        shares=insight("shares"),  # `reposts` are another action, as on Instagram
        impressions=never(),
        views=insight("views"),
        video_views=never(),  # views of a post are not plays of its video
        video_viewers=never(),
        video_watch_time_ms=never(),
        engagement=never(),
        clicks=never(),  # clicks on links are reported of an account, not of a post
        saves=never(),
        bookmarks=never(),
        quotes=insight("quotes"),
    ),
)
