"""A locked database: the request waits, then gets 503 with Retry-After, and a form keeps what was typed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from gongzhi.people.models import Person
from gongzhi.site import urls


def write(request: HttpRequest) -> HttpResponse:
    if connection.vendor == "postgresql":
        raise OperationalError("couldn't get a connection after 20.00 sec")
    with transaction.atomic():
        Person.objects.create(name="王")
    return HttpResponse("saved")


def write_late(request: HttpRequest) -> HttpResponse:
    request.session["kept"] = 1
    if connection.vendor == "postgresql":
        raise OperationalError("couldn't get a connection after 20.00 sec")
    return HttpResponse("saved with the session, after the view")


urlpatterns = [
    path("write/", write),
    path("late/", write_late),
    path("api/v1/x", write),
    path("open311/v2/requests.json", write),
    path("open311/v2/requests.xml", write),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture
def locked(transactional_db: None) -> Iterator[None]:
    """Another process writes and does not end."""
    if connection.vendor == "postgresql":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    patience, options["timeout"] = options["timeout"], 0.2
    fd = os.open(f"{connection.settings_dict['NAME']}.writers", os.O_RDWR | os.O_CREAT)
    fcntl.flock(fd, fcntl.LOCK_EX)
    yield
    os.close(fd)
    options["timeout"] = patience


@override_settings(ROOT_URLCONF=__name__)
def test_a_form_is_kept_to_send_again(locked: None) -> None:
    response = Client().post("/write/?a=1", {"detail": "路灯坏了 <3", "password": "secret-word"})
    page = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert 'name="detail" value="路灯坏了 &lt;3"' in page
    assert 'action="/write/?a=1"' in page
    assert "secret-word" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_after_the_view_too(locked: None) -> None:
    response = Client(raise_request_exception=False).get("/late/")
    assert response.status_code == 503
    assert "Retry-After" in response


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "kind", "part"),
    [
        ("/api/v1/x", "application/problem+json", '"status": 503'),
        ("/open311/v2/requests.json", "application/json", '"code": 503'),
        ("/open311/v2/requests.xml", "text/xml; charset=utf-8", "<code>503</code>"),
    ],
)
def test_machines_get_their_format(locked: None, address: str, kind: str, part: str) -> None:
    response = Client().post(address, {})
    assert (response.status_code, response["Content-Type"]) == (503, kind)
    assert part in response.content.decode()
    assert "Retry-After" in response
