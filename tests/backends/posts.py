"""The posts that each backend here serves: what a database or an upstream would be."""

from __future__ import annotations

import json

from importlib import resources


ONE, TWO = "6f1c2b9e-0000-4000-8000-00000000000a", "6f1c2b9e-0000-4000-8000-00000000000b"
POSTS = {
    "sample": json.loads(resources.files("postmetrics").joinpath("sample.json").read_text("utf-8")),
    "empty": {},
    "urn:li:share:7": {"linkedin": {"analytics": {"likeCount": 2**53 + 1, "text": "¡Olé! 🎉 \ud83d <b>&"}}},
    "accounts": {
        "status": "success",
        "instagram": [
            {"social_connection_id": ONE, "id": "17", "analytics": {"likeCount": 3}},
            {"social_connection_id": TWO, "id": "18", "analytics": {"likeCount": 4}},
        ],
    },
    "malformed": {"youtube": {"id": "v", "analytics": {"likes": "private"}}},
}


def find(post_id):
    if post_id == "broken":
        raise RuntimeError(POSTS["malformed"])
    return POSTS.get(post_id)
