"""A mapper of somebody else's, as small as one can be."""

from postmetrics import Mapper, Metrics, at, never


MAPPER = Mapper(
    platform="bluesky",
    post_id=("uri",),
    metrics=Metrics(
        likes=at("likeCount"),
        comments=at("replyCount"),
        shares=at("repostCount"),
        impressions=never(),
        views=never(),
        video_views=never(),
        video_viewers=never(),
        video_watch_time_ms=never(),
        engagement=never(),
        clicks=never(),
        saves=never(),
        bookmarks=never(),
        quotes=at("quoteCount"),
    ),
)
