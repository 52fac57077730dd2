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
from postmetrics.rules import First, Sum, first, milliseconds, never, parts, sum_of, unless, unsummed


# organizationalEntityShareStatistics: posts of pages, organic only; as impressions and clicks are,
# its reactions and comments go before those that count sponsored ones too.
# https://learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
def share_statistic(name: str) -> First:
    """Read the lifetime number, else the sum of the windows; without a post's URN it is a page's."""
    return first(
        f"elements[share|ugcPost|urn|id, totalShareStatistics, !timeRange].totalShareStatistics.{name}",
        f"elements[*, share|ugcPost|urn|id, timeRange].totalShareStatistics.{name}",
    )


# memberCreatorPostAnalytics and memberCreatorVideoAnalytics: posts of members, one metric a call.
# https://learn.microsoft.com/linkedin/marketing/community-management/members/post-statistics
# https://learn.microsoft.com/linkedin/marketing/community-management/members/video-statistics
def member_metric(name: str) -> First:
    """Read a TOTAL over the lifetime, else the sum of the windows."""
    return first(
        f"elements[metricType={name}, !dateRange].count", f"elements[*, metricType={name}, dateRange].count"
    )


# videoAnalytics: videos of pages, one type a call.
# https://learn.microsoft.com/linkedin/marketing/community-management/shares/video-analytics-api
def video_statistic(name: str) -> First:
    """Read an ALL without a window, else the sum of the windows."""
    return first(
        f"elements[statisticsType|type={name}, !timeRange].value",
        f"elements[*, statisticsType|type={name}, timeRange].value",
    )


# dmaOrganizationalPageContentAnalytics: posts of pages in the EU.
# https://learn.microsoft.com/linkedin/dma/pages-data-portability-overview
def content_metric(name: str) -> First:
    """Read the number without a window, else the sum of the windows; each may be in parts."""
    return first(
        *_total_or_parts(f"elements[type={name}].metric[!timeIntervals].value"),
        *_total_or_parts(f"elements[*, type={name}].metric[timeIntervals].value"),
    )


def _total_or_parts(value: str) -> tuple[str, Sum]:
    # The total has organic and sponsored in it, so they serve only where it is missing and both are there.
    both = f"{value}.typeSpecificValue.contentAnalyticsValue[organicValue, sponsoredValue]"
    together = sum_of(f"{both}.organicValue.long", f"{both}.sponsoredValue.long", required=2)
    return f"{value}.totalCount.long", together


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
        ),
        shares=first(
            share_statistic("shareCount"),
            member_metric("RESHARE"),  # POST_SEND is a private message
            content_metric("REPOSTS"),
            "shareCount",
        ),
        impressions=first(
            share_statistic("impressionCount"),
            member_metric("IMPRESSION"),  # MEMBERS_REACHED is people
            content_metric("IMPRESSIONS"),
            "impressionCount",
        ),
        views=never(),
        video_views=first(video_statistic("VIDEO_VIEW"), member_metric("VIDEO_PLAY"), "videoViews"),
        # Unique people: one of them may be in many windows.
        video_viewers=first(
            unsummed("elements[statisticsType|type=VIEWER, !timeRange].value"),
            unsummed("elements[*, statisticsType|type=VIEWER, timeRange].value"),
            unsummed("elements[metricType=VIDEO_VIEWER, !dateRange].count"),
            unsummed("elements[*, metricType=VIDEO_VIEWER, dateRange].count"),
            "videoViewers",
        ),
        video_watch_time_ms=milliseconds(
            first(
                video_statistic("TIME_WATCHED"),
                member_metric("VIDEO_WATCH_TIME"),
                # Only the time of plays that were long enough to be views.
                video_statistic("TIME_WATCHED_FOR_VIDEO_VIEWS"),
                "videoWatchTimeMs",
            )
        ),
        # Whatever LinkedIn calls engagement is a rate: interactions per impression.
        engagement=never(),
        clicks=first(
            share_statistic("clickCount"),
            member_metric("LINK_CLICKS"),  # PREMIUM_CTA_CLICKS are on the profile's button
            content_metric("CLICKS"),
            "clickCount",
        ),
        saves=member_metric("POST_SAVE"),
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
