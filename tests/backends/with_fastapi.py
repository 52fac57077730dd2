"""Mounted in FastAPI: `uvicorn with_fastapi:app`."""

from fastapi import FastAPI
from posts import find

from postmetrics.asgi import analytics_app


async def fetch(post_id, social_connection_id):  # noqa: ARG001  # a backend may ask one account alone
    return find(post_id)


app = FastAPI()
app.mount("/api", analytics_app(fetch))
