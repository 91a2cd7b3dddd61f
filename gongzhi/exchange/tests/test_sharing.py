"""Shared rooms for programs: what residents see, booking by staff, once under a key, never twice the same hour."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.core.clock import SHANGHAI
from gongzhi.exchange import public as exchange
from gongzhi.structure import public as structure

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def program(city: Settled, post: str) -> Client:
    made = exchange.issue_token(
        name=f"测试 {post}", scopes=["read", "see", "act"], actor=city.actor(post), bound=True, per_minute=6000
    )
    return Client(headers={"Authorization": f"Bearer {made.secret}"})


def test_a_program_books_once_and_gives_back(city: Settled) -> None:
    draft = structure.SharedDraft(
        city.bodies["centre"], "room", "议事厅", "望云路12号", date(2026, 3, 1), days="12345", opens=time(9),
        closes=time(12), residents=True,
    )  # fmt: skip
    shared = structure.offer_shared(city.places["zhonghua"], draft, actor=SYSTEM)
    assert [row["name"] for row in Client().get("/api/v1/shared").json()["items"]] == ["议事厅"]
    slots = Client().get(f"/api/v1/shared/{shared.pk}/slots", {"from": "2026-03-03"}).json()
    assert [s["state"] for s in slots[:3]] == ["free"] * 3
    far = Client().get(f"/api/v1/shared/{shared.pk}/slots", {"from": "9999-12-31"})
    assert (far.status_code, far.json()) == (200, [])
    admin, nine = program(city, "admin"), datetime(2026, 3, 3, 9, tzinfo=SHANGHAI).isoformat()
    address = f"/api/v1/shared/{shared.pk}/bookings"
    typed: dict[str, Any] = {"starts": [nine], "purpose": "培训"}
    assert Client().post(address, typed, content_type="application/json").status_code == 401
    for wrong in ({"starts": ["2026-03-03T09:00"]}, {"starts": ["0001-01-01T00:00:00+08:00"]}, {"starts": []}):
        assert admin.post(address, typed | wrong, content_type="application/json").status_code == 422
    key = {"Idempotency-Key": "a-1"}
    first = admin.post(address, typed, content_type="application/json", headers=key)
    again = admin.post(address, typed, content_type="application/json", headers=key)
    assert first.status_code == again.status_code == 200
    assert first.json()["id"] == again.json()["id"]
    assert admin.post(address, typed, content_type="application/json").status_code == 409
    booking = f"/api/v1/bookings/{first.json()['id']}/cancel"
    assert admin.post(booking, {}, content_type="application/json").json()["state"] == "cancelled"
    premises = admin.get(f"/api/v1/premises/{city.places['zhonghua']}").json()
    assert premises["missing_signs"] == ["party_plate", "committee_plate", "whereabouts"]
