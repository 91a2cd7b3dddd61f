"""Two years after the last matter was closed nobody knows any more who asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Actor, ActorKind
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people.public import create_person, find_by_phone
from gongzhi.places.models import Place
from gongzhi.procedures.models import Matter
from gongzhi.procedures.public import comment, open_matter, timeline
from gongzhi.requests.models import Reporter, Request
from gongzhi.site.retention import KEEP, forget_reporters


@pytest.mark.django_db
def test_a_reporter_is_forgotten_when_the_last_matter_is_two_years_closed(manual_clock: Any) -> None:
    packs.install("guiyang")
    place = Place(kind="community", name="阳光社区", starts_on=date(2026, 1, 1))
    place.path = f"{place.pk:016x}"
    place.save(force_insert=True)
    body = orgs.add_body(actor=SYSTEM, kind="x", name="居委会", place_id=place.pk)
    post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="k", title="岗")
    person = create_person(name="张三", phone="13800138000")
    bystander = create_person(name="李四")
    matters = []
    for n in range(2):
        matter = open_matter(
            kind="request",
            procedure=packs.active().procedures[0].key,
            place_id=place.pk,
            title=f"{n}",
            holder_post=post.pk,
            actor=SYSTEM,
        )
        request = Request.objects.create(
            matter=matter, number=f"N{n}", type_key="t", channel="web", description="x", located=True
        )
        Reporter.objects.create(request=request, person=person, first=True)
        matters.append(matter.pk)
    Matter.objects.filter(pk=matters[0]).update(closed_at=manual_clock())
    manual_clock.advance(KEEP + timedelta(days=1))
    assert forget_reporters() == 0  # the other one is open
    Matter.objects.filter(pk=matters[1]).update(closed_at=manual_clock())
    manual_clock.advance(KEEP - timedelta(days=1))
    assert forget_reporters() == 0
    manual_clock.advance(timedelta(days=2))
    comment(matters[0], actor=Actor(ActorKind.RESIDENT, person.pk), public_text="我家在三楼", vouched=True)
    assert forget_reporters() == 1
    assert not Request.objects.exclude(description="").exists()
    assert "三楼" not in "".join(line.public_text for line in timeline(matters[0]))
    person.refresh_from_db()
    assert person.name == ""
    assert find_by_phone("13800138000") is None
    bystander.refresh_from_db()
    assert bystander.name == "李四"
    assert forget_reporters() == 0
