"""On its own: `uvicorn with_asgi:app`."""

from posts import find

from postmetrics.asgi import analytics_app


async def fetch(post_id, social_connection_id):  # noqa: ARG001  # a backend may ask one account alone
    return find(post_id)


app = analytics_app(fetch)
