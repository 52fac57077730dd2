"""
LinkedIn.

Share statistics, video analytics and DMA content analytics of a page's post; post and video
analytics of a member's; the socialActions and socialMetadata of either; and Ayrshare's object,
which passes the share statistics' names on. One call answers for a part of the numbers only, so
the elements of several calls about one post may be put together.
"""

from __future__ import annotations

from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.platforms.elements import one_list
from postmetrics.rules import First, first, milliseconds, never, parts, sum_of, unless, unsummed


# A report is of the lifetime, or of windows of time, which are summed where no lifetime number is there.


# organizationalEntityShareStatistics: posts of pages, organic only; as impressions and clicks are,
# its reactions and comments go before those that count sponsored ones too.
# https://learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
def share_statistic(name: str, *, windows: bool = False) -> str:
    """Return where a number is; without a post's URN it is a page's."""
    urn = "share|ugcPost|urn|id"
    chosen = f"*, {urn}, timeRange" if windows else f"{urn}, totalShareStatistics, !timeRange"
    return f"elements[{chosen}].totalShareStatistics.{name}"


# memberCreatorPostAnalytics and memberCreatorVideoAnalytics: posts of members, one metric a call.
# https://learn.microsoft.com/linkedin/marketing/community-management/members/post-statistics
# https://learn.microsoft.com/linkedin/marketing/community-management/members/video-statistics
def member_metric(name: str, *, windows: bool = False) -> str:
    """Return where a TOTAL is, or the DAILY numbers."""
    chosen = f"*, metricType={name}, dateRange" if windows else f"metricType={name}, !dateRange"
    return f"elements[{chosen}].count"


# videoAnalytics: videos of pages, one type a call.
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/video-analytics-api
def video_statistic(name: str, *, windows: bool = False) -> str:
    """Return where an ALL is, or the numbers of the windows."""
    kind = f"statisticsType|type={name}"
    chosen = f"*, {kind}, timeRange" if windows else f"{kind}, !timeRange"
    return f"elements[{chosen}].value"


# dmaOrganizationalPageContentAnalytics: posts of pages in the EU.
# https://learn.microsoft.com/linkedin/dma/pages-data-portability-overview
def content_metric(name: str, *, windows: bool = False) -> First:
    """Read a number, which may be in parts."""
    every, lacks = ("*, ", "") if windows else ("", "!")
    value = f"elements[{every}type={name}].metric[{lacks}timeIntervals].value"
    # The total has organic and sponsored in it, so they serve only where it is missing and both are there.
    both = f"{value}.typeSpecificValue.contentAnalyticsValue[organicValue, sponsoredValue]"
    together = sum_of(f"{both}.organicValue.long", f"{both}.sponsoredValue.long", required=2)
    return first(f"{value}.totalCount.long", together)


# socialMetadata and dmaSocialMetadata: organic and sponsored; an object by kind, or a list.
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/social-metadata-api
# Every kind of reaction is a like. Kinds that nobody used are left out, so `{}` and `[]` are 0.
REACTION_SUMMARIES = first(
    "elements[reactionSummaries].reactionSummaries[*].count",
    unless(parts("elements[*].reactionSummaries"), "elements[*].reactionSummaries[*]"),
)


# socialActions: totalLikes counts every kind of reaction.
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/network-update-social-actions
SOCIAL_ACTIONS_LIKES = first(
    "elements[likesSummary].likesSummary.totalLikes",
    "elements[likesSummary].likesSummary.aggregatedTotalLikes",
)


# A post's URN. A share and its activity have different digits, so two URNs are never taken for one post.
URNS = (
    "elements[*].share",
    "elements[*, !share].ugcPost",
    "elements[*].targetEntity.share",
    "elements[*].targetEntity.ugc",
    "elements[*].targetEntity.ugcPost",
    "elements[*].targetEntity",
    "elements[*].entity",
    "elements[*].target",
    "elements[*].sourceEntity",
)


MAPPER = Mapper(
    platform="linkedin",
    posts=("analytics", "data", "data[*]"),
    ids=(*URNS, "$elements[*].id", "$data.elements[*].id", "$data[*].elements[*].id"),
    # The key of a result is the post's URN where the result itself does not say it.
    post_id=(*URNS, "elements[*].urn", "elements[*].id", "$id", "id"),
    # No URL is in any of LinkedIn's own payloads; Ayrshare adds one.
    post_url=("$postUrl",),
    failures=("$errors[*]", "$message"),
    reshape=one_list,
    metrics=Metrics(
        # Ayrshare (likeCount, reactions, videoViews …): https://www.ayrshare.com/docs/apis/analytics/post
        likes=first(
            share_statistic("likeCount"),
            member_metric("REACTION"),
            REACTION_SUMMARIES,
            SOCIAL_ACTIONS_LIKES,
            content_metric("REACTIONS"),
            "likeCount",
            parts("reactions", without="total"),
            "reactions.total",
            share_statistic("likeCount", windows=True),
            member_metric("REACTION", windows=True),
            content_metric("REACTIONS", windows=True),
        ),
        comments=first(
            share_statistic("commentCount"),
            member_metric("COMMENT"),
            "elements[commentSummary].commentSummary.count",
            "elements[commentSummary].commentSummary.commentCount",  # in Airbyte's schema
            "commentCount",
            "elements[commentCount].commentCount",
            "elements[commentsSummary].commentsSummary.aggregatedTotalComments",
            # These leave out the replies. Mostly what counts all comments stands beside them.
            "elements[commentSummary].commentSummary.topLevelCount",
            "elements[topLevelCommentCount].topLevelCommentCount",
            "elements[commentsSummary].commentsSummary.totalFirstLevelComments",
            # Old socialActions.
            "elements[commentsSummary].commentsSummary.count",
            content_metric("COMMENTS"),
            share_statistic("commentCount", windows=True),
            member_metric("COMMENT", windows=True),
            content_metric("COMMENTS", windows=True),
        ),
        shares=first(
            share_statistic("shareCount"),
            member_metric("RESHARE"),  # POST_SEND is a private message
            content_metric("REPOSTS"),
            "shareCount",
            share_statistic("shareCount", windows=True),
            member_metric("RESHARE", windows=True),
            content_metric("REPOSTS", windows=True),
        ),
        impressions=first(
            share_statistic("impressionCount"),
            member_metric("IMPRESSION"),  # MEMBERS_REACHED is people
            content_metric("IMPRESSIONS"),
            "impressionCount",
            share_statistic("impressionCount", windows=True),
            member_metric("IMPRESSION", windows=True),
            content_metric("IMPRESSIONS", windows=True),
        ),
        views=never(),
        video_views=first(
            video_statistic("VIDEO_VIEW"),
            member_metric("VIDEO_PLAY"),
            "videoViews",
            video_statistic("VIDEO_VIEW", windows=True),
            member_metric("VIDEO_PLAY", windows=True),
        ),
        # Unique people: one of them may be in many windows.
        video_viewers=first(
            unsummed(video_statistic("VIEWER")),
            unsummed(member_metric("VIDEO_VIEWER")),
            "videoViewers",
            unsummed(video_statistic("VIEWER", windows=True)),
            unsummed(member_metric("VIDEO_VIEWER", windows=True)),
        ),
        video_watch_time_ms=milliseconds(
            first(
                video_statistic("TIME_WATCHED"),
                member_metric("VIDEO_WATCH_TIME"),
                "videoWatchTimeMs",
                video_statistic("TIME_WATCHED", windows=True),
                member_metric("VIDEO_WATCH_TIME", windows=True),
                # Only the time of plays that were long enough to be views.
                video_statistic("TIME_WATCHED_FOR_VIDEO_VIEWS"),
                video_statistic("TIME_WATCHED_FOR_VIDEO_VIEWS", windows=True),
            )
        ),
        # Whatever LinkedIn calls engagement is a rate: interactions per impression.
        engagement=never(),
        clicks=first(
            share_statistic("clickCount"),
            member_metric("LINK_CLICKS"),  # PREMIUM_CTA_CLICKS are on the profile's button
            content_metric("CLICKS"),
            "clickCount",
            share_statistic("clickCount", windows=True),
            member_metric("LINK_CLICKS", windows=True),
            content_metric("CLICKS", windows=True),
        ),
        saves=first(member_metric("POST_SAVE"), member_metric("POST_SAVE", windows=True)),
        bookmarks=never(),
        quotes=never(),
    ),
    definitions=Metrics(
        likes="Reactions of every kind; share statistics leave out sponsored ones and may be negative.",
        comments="Comments on the post and replies to them; without replies where those are not counted.",
        shares="Reshares of the post, with or without a comment; not sends in private messages.",
        impressions="Times the post was shown; share statistics are organic and of the last 12 months.",
        views="LinkedIn has no count of views of a post, only impressions and views of its video.",
        video_views="Plays of the video: of 3 seconds or more for a page's post, 2 or more for a member's.",
        video_viewers="Members who watched the video, each counted once; null for several windows.",
        video_watch_time_ms="Time that all plays of the video lasted, or else plays of 3 seconds or more.",
        engagement="What LinkedIn calls engagement is a rate, interactions per impression, and no count.",
        clicks="Clicks on a page's post: content, name or logo; on a member's post (since 202604): links.",
        saves="Times members saved a member's post, since version 202604; a page's post has no such count.",
        bookmarks="LinkedIn's one way to keep a post is saving it, which is in saves.",
        quotes="LinkedIn counts a repost with a comment among the shares.",
    ),
)
