"""Hooks of lower contexts are answered: codes go out by SMS, stand-ins are told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.notices.models import Message
from gongzhi.notices.public import deliver_due, inbox
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people.models import Person
from gongzhi.places.models import Place


@pytest.mark.django_db
def test_a_code_goes_out_by_sms_in_the_words_of_the_pack(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.OUTBOX_ROOT = tmp_path
    packs.install("guiyang")
    answer = client.post("/login/code/", {"phone": "13800138000", "agree": "on"})
    assert answer["Location"] == "/login/code/check/"
    assert Message.objects.get().channel == "sms"
    deliver_due(limit=10)
    sent = (tmp_path / "sms.jsonl").read_text(encoding="utf-8")
    assert "验证码" in sent
    assert "13800138000" in sent


@pytest.mark.django_db
def test_the_stand_in_is_told_and_a_is_welcomed_back(manual_clock: Any) -> None:
    day = date(2026, 1, 1)
    packs.install("guiyang")
    place = Place(kind="community", name="阳光社区", starts_on=day)
    place.path = f"{place.pk:016x}"
    place.save(force_insert=True)
    body = orgs.add_body(actor=SYSTEM, kind="x", name="居委会", place_id=place.pk, starts_on=day)
    held: list[Any] = []
    for name in ("乙", "甲"):
        above = held[0][0].pk if held else None
        post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="k", title=f"{name}岗", substitute_id=above)
        person = Person.objects.create(name=name)
        held.append((post, orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk, starts_on=day)))
    (_, b), (_, a) = held
    absence = orgs.start_absence(a.pk, actor=SYSTEM)
    [told] = inbox(b.person_id).items
    assert "居委会 甲岗" in str(getattr(told, "text", told))
    orgs.end_absence(absence.pk, actor=SYSTEM)
    assert len(inbox(a.person_id).items) == 1


@pytest.mark.django_db
def test_the_superior_is_told_where_nobody_stands_in(manual_clock: Any) -> None:
    day = date(2026, 1, 1)
    packs.install("guiyang")
    place = Place(kind="community", name="阳光社区", starts_on=day)
    place.path = f"{place.pk:016x}"
    place.save(force_insert=True)
    body = orgs.add_body(actor=SYSTEM, kind="x", name="居委会", place_id=place.pk, starts_on=day)
    held = []
    for name, leads in (("主任", True), ("干事", False)):
        post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="k", title=name, leads=leads)
        person = Person.objects.create(name=name)
        held.append(orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk, starts_on=day))
    orgs.start_absence(held[1].pk, actor=SYSTEM)
    [told] = inbox(held[0].person_id).items
    assert "无人代岗" in str(getattr(told, "text", told))
