"""Written by hand in Flask: `flask --app with_flask run`."""

from uuid import UUID

from flask import Flask, Response, abort, request
from posts import find

from postmetrics import MalformedPayload, UnknownConnection, dumps, normalize


app = Flask(__name__)


@app.get("/social/post/<post_id>/analytics")
def analytics(post_id):
    given = request.args.get("social_connection_id")
    try:
        connection = None if given is None else UUID(given)
    except ValueError:
        abort(400)
    source = find(post_id)
    if source is None:
        abort(404)
    try:
        response = normalize(source, social_connection_id=connection)
    except UnknownConnection:
        abort(404)
    except MalformedPayload:
        abort(502)
    return Response(dumps(response), mimetype="application/json")
