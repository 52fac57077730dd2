"""Mounted in Litestar: `uvicorn with_litestar:app`."""

from litestar import Litestar, asgi
from litestar.types import Receive, Scope, Send
from posts import find

from postmetrics.asgi import analytics_app


async def fetch(post_id, social_connection_id):  # noqa: ARG001  # a backend may ask one account alone
    return find(post_id)


analytics = analytics_app(fetch)


@asgi("/api", is_mount=True, copy_scope=True)
async def api(scope: Scope, receive: Receive, send: Send) -> None:
    # Litestar ends a mounted path with a slash, and does not say where it is mounted.
    scope.update(path=scope["path"].rstrip("/"), root_path="/api")
    await analytics(scope, receive, send)


app = Litestar([api])
