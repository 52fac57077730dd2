from postmetrics_threads import MAPPER

from postmetrics import normalize
from postmetrics.testing import check_mapper


REPORTED = {"views": 911, "likes": 88, "replies": 7, "reposts": 5, "quotes": 0, "shares": 3}
INSIGHTS = {
    "data": [
        {
            "name": name,
            "period": "lifetime",
            "values": [{"value": count}],
            "id": f"1802/insights/{name}/lifetime",
        }
        for name, count in REPORTED.items()
    ]
}


def test_the_mapper_keeps_the_contract():
    numbers = {"views": 911, "likes": 88, "comments": 7, "shares": 3, "quotes": 0}
    check_mapper(MAPPER, examples=[(INSIGHTS, numbers), ({"id": "18", "analytics": REPORTED}, numbers)])


def test_a_source_response_is_answered_once_the_package_is_installed():
    (post,) = normalize({"threads": {"id": "18", "analytics": REPORTED}}).analytics.platforms
    assert post.platform == "threads"
    assert post.platform_post_id == "18"
    assert (post.metrics.views, post.metrics.comments, post.metrics.shares) == (911, 7, 3)
