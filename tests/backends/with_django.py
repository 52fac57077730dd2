"""Written by hand in Django: `python with_django.py runserver`."""

from uuid import UUID

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path
from posts import find

from postmetrics import MalformedPayload, UnknownConnection, dumps, normalize


settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])


def analytics(request, post_id):
    given = request.GET.get("social_connection_id")
    try:
        connection = None if given is None else UUID(given)
    except ValueError:
        return HttpResponse(status=400)
    source = find(post_id)
    if source is None:
        return HttpResponse(status=404)
    try:
        response = normalize(source, social_connection_id=connection)
    except UnknownConnection:
        return HttpResponse(status=404)
    except MalformedPayload:
        return HttpResponse(status=502)
    return HttpResponse(dumps(response), content_type="application/json")


urlpatterns = [path("social/post/<str:post_id>/analytics", analytics)]

if __name__ == "__main__":
    execute_from_command_line()
