"""`gongzhi admin` on an empty installation: the person can sign in and open the structure."""

from __future__ import annotations

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.packs import public as packs
from gongzhi.people.models import Account
from gongzhi.places import public as places
from gongzhi.site.cli.admin import appoint_first

PASSWORD = "Korrekt-Pferd-42"


@pytest.mark.django_db
def test_the_first_administrator_opens_the_structure(client: Client) -> None:
    packs.install("guiyang")
    places.add_place(kind="city", name="某市", code="990100000000", actor=SYSTEM)
    with pytest.raises(NotFound):
        appoint_first("root", "王管理", "123456000000", "", PASSWORD)
    with pytest.raises(Invalid):
        appoint_first("root", "王管理", "990100000000", "", "short")
    assert not Account.objects.exists()  # nothing is half made
    appoint_first("root", "王管理", "990100000000", "某市信息中心", PASSWORD)
    assert client.post("/login/", {"username": "root", "password": PASSWORD}).status_code == 302
    page = client.get("/desk/orgs/")
    assert page.status_code == 200
    assert "某市信息中心" in page.content.decode()
