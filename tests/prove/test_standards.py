"""10,000 communities under forty clauses are compared in less than half a minute."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db import connection

from gongzhi.core import clock
from gongzhi.orgs.models import Appointment, Body, Post
from gongzhi.packs import public as packs
from gongzhi.people.models import Person
from gongzhi.places.models import Place, PlaceFigure
from gongzhi.standards.actions.sweep import bring_level
from gongzhi.standards.models import Gap

COMMUNITIES, RULES, SECONDS = 10_000, 40, 30
DAY = date(2026, 1, 1)


def _build() -> None:
    root = Place(kind="county", name="区", starts_on=DAY)
    root.path = f"{root.pk:016x}"
    places = []
    for n in range(COMMUNITIES):
        place = Place(kind="community", name=f"第{n}社区", parent=root, starts_on=DAY)
        place.path = f"{root.path}{place.pk:016x}"
        places.append(place)
    Place.objects.bulk_create([root, *places], batch_size=500)
    PlaceFigure.objects.bulk_create(
        [PlaceFigure(place=p, kind="households", on=DAY, value=3000 + n, source="x") for n, p in enumerate(places)],
        batch_size=500,
    )
    bodies = [Body(kind="service_centre", name=f"{p.name}中心", place=p, starts_on=DAY) for p in places]
    Body.objects.bulk_create(bodies, batch_size=500)
    posts = [Post(body=b, kind="grid_worker", title="网格员", place_id=b.place_id) for b in bodies]
    Post.objects.bulk_create(posts, batch_size=500)
    people = [Person(name="某人") for _post in posts[: COMMUNITIES * 9 // 10]]  # a tenth is vacant
    Person.objects.bulk_create(people, batch_size=500)
    held = [
        Appointment(person=who, post=post, starts_on=DAY, basis="assigned")
        for who, post in zip(people, posts, strict=False)
    ]
    Appointment.objects.bulk_create(held, batch_size=500)
    if connection.vendor == "postgresql":  # within a minute it looks by itself; here all is one transaction
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pack() -> packs.Pack:
    pack = packs.load("guiyang")
    base = pack.standard("grid-workers").model_copy(update={"levels": ("community",)})
    rules = []
    for n in range(RULES):
        measure = ("posts_filled", "bodies_counted", "grids_undrawn", "posts_substituted")[n % 4]
        update = {"key": f"rule-{n}", "measure": measure, "body_kinds": ("service_centre",), "at_least": 1}
        if measure == "grids_undrawn":
            update |= {"at_least": None, "at_most": 0}
        rules.append(base.model_copy(update=update))
    return pack.model_copy(update={"standards": tuple(rules)})


@pytest.mark.prove
@pytest.mark.alone
def test_everything_is_compared_in_half_a_minute(db: None, manual_clock: clock.ManualClock) -> None:
    packs.install("guiyang")
    _build()
    pack = _pack()
    bring_level(pack, clock.today(), within=None)  # the first time all gaps of a new installation open
    first = Gap.objects.count()
    assert first > 10 * COMMUNITIES
    started = time.monotonic()
    assert bring_level(pack, clock.today(), within=None) == 0
    assert time.monotonic() - started < SECONDS
    place = Place.objects.filter(kind="community").order_by("id")[17]
    started = time.monotonic()
    assert bring_level(pack, clock.today(), within=(place.pk,)) == 0
    assert time.monotonic() - started < 5
    assert Gap.objects.count() == first
