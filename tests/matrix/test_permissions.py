"""ONE table: every permission × kind of post of the pack × place × kind of object × moment.

For each cell the answer of `may`, of the list that `scopes` gives, and, where a context lists objects by that
permission, of the list itself are compared with one plain sentence: the kind of post has the permission in the pack in
force, the object lies at or below the place of the post, and the appointment holds at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Actor, Permission, held_with, may, scopes
from gongzhi.core import clock
from gongzhi.core.clock import SHANGHAI
from gongzhi.orgs import public as orgs
from gongzhi.orgs.queries.desk import structure
from gongzhi.packs import public as packs
from gongzhi.people.models import Person
from gongzhi.places.public import Place, ancestors
from gongzhi.procedures import public as procedures

FIRST, LAST = date(2026, 3, 3), date(2026, 3, 10)
MOMENTS = {
    "the evening before": (datetime(2026, 3, 2, 23, 59, tzinfo=SHANGHAI), False),
    "the first minute": (datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI), True),
    "the last minute": (datetime(2026, 3, 10, 23, 59, tzinfo=SHANGHAI), True),
    "the day after": (datetime(2026, 3, 11, 0, 0, tzinfo=SHANGHAI), False),
}
SOMEWHERE = ("parent", "own", "child", "grandchild", "sibling", "sibling's child")
BELOW = {"own", "child", "grandchild"}
PACKS = ["guiyang"]


@dataclass(frozen=True)
class World:
    """The places by their relation to the post, and objects of each kind at each of them."""

    places: dict[str, Place]
    objects: dict[str, dict[str, int]]  # kind of object → relation → id
    body_id: int
    keeper: int


def _place(kind: str, name: str, parent: Place | None) -> Place:
    new = Place(kind=kind, name=name, parent=parent, starts_on=date(2026, 1, 1), home_district="520103")
    new.path = (parent.path if parent else "") + f"{new.pk:016x}"
    new.save(force_insert=True)
    return new


def _world() -> World:
    parent = _place("county", "云岩区", None)
    own = _place("community", "阳光社区", parent)
    sibling = _place("community", "月亮社区", parent)
    child = _place("grid", "阳光一网格", own)
    at = {
        "parent": parent,
        "own": own,
        "child": child,
        "grandchild": _place("building", "1栋", child),
        "sibling": sibling,
        "sibling's child": _place("grid", "月亮一网格", sibling),
    }
    day = date(2026, 1, 1)
    bodies = {
        where: orgs.add_body(actor=SYSTEM, kind="x", name=f"body {where}", place_id=at[where].pk, starts_on=day).pk
        for where in SOMEWHERE
    }
    keeper = orgs.add_post(actor=SYSTEM, body_id=bodies["parent"], kind="none-of-the-pack", title="keeper").pk
    matters = {
        where: procedures.open_matter(
            kind="request",
            procedure=packs.active().procedures[0].key,
            place_id=at[where].pk,
            title=where,
            holder_post=keeper,
            actor=SYSTEM,
        ).pk
        for where in SOMEWHERE
    }
    return World(at, {"body": bodies, "matter": matters}, bodies["own"], keeper)


def _bodies(actor: Actor) -> set[str]:
    return {row.name.removeprefix("body ") for row in structure(actor, size=200).items}


def _matters(actor: Actor) -> set[str]:
    return set(procedures.visible_to(actor).values_list("title", flat=True))


# permission → the list that a page shows by it
LISTS: dict[Permission, Callable[[Actor], set[str]]] = {
    Permission.ORG_SEE: _bodies,
    Permission.REQUEST_SEE: _matters,
}


def _rows(actor: Actor, world: World, allowed: Iterable[str], holds: bool, where_from: str) -> list[str]:
    """The cells that answer wrongly, in words; empty if all is well."""
    wrong: list[str] = []
    granted = frozenset(allowed)
    for permission in Permission:
        expected = BELOW if holds and permission in granted else set()
        listed = {
            where
            for where in SOMEWHERE
            if any(place in scopes(actor, permission) for place in ancestors(world.places[where].pk))
        }
        by_may = {where for where in SOMEWHERE if may(actor, permission, ancestors(world.places[where].pk))}
        named = {where for where in SOMEWHERE if held_with(actor, permission, ancestors(world.places[where].pk))}
        answers = {"may": by_may, "scopes": listed, "held_with": named}
        if permission in LISTS:
            answers["the list"] = LISTS[permission](actor)
        wrong += [
            f"{where_from}: {permission} by {name}: {sorted(found)} instead of {sorted(expected)}"
            for name, found in answers.items()
            if found != expected
        ]
    return wrong


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.django_db
def test_every_permission_of_every_post_at_every_place_and_time(pack: str, manual_clock: Any) -> None:
    packs.install(pack)
    kinds = packs.active().post_kinds
    assert len(kinds) > 5
    world = _world()
    held: list[tuple[str, frozenset[str], int, int, int]] = []
    for kind in kinds:
        own = world.places["own"].pk
        b_post = orgs.add_post(actor=SYSTEM, body_id=world.body_id, kind="none-of-the-pack", title="B", place_id=own)
        b = Person.objects.create(name=f"B of {kind.key}")
        orgs.appoint(actor=SYSTEM, person_id=b.pk, post_id=b_post.pk, starts_on=date(2026, 1, 1))
        post = orgs.add_post(
            actor=SYSTEM,
            body_id=world.body_id,
            kind=kind.key,
            title=kind.title,
            place_id=own,
            substitute_id=b_post.pk,
        )
        a = Person.objects.create(name=f"A of {kind.key}")
        made = orgs.appoint(actor=SYSTEM, person_id=a.pk, post_id=post.pk, starts_on=FIRST, ends_on=LAST)
        held.append((kind.key, frozenset(kind.permissions), a.pk, b.pk, made.pk))
    wrong: list[str] = []
    for name, (moment, holds) in MOMENTS.items():
        manual_clock.set(moment)
        for key, permissions, a, b, _ in held:
            wrong += _rows(orgs.actor_of(a), world, permissions, holds, f"{key}, {name}")
            wrong += _rows(orgs.actor_of(b), world, permissions, False, f"B of {key}, {name}, A is there")
    assert wrong == []


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.django_db
def test_b_may_what_a_may_while_a_is_away_and_a_lost_post_is_lost_at_once(pack: str, manual_clock: Any) -> None:
    packs.install(pack)
    world = _world()
    wrong: list[str] = []
    hour = timedelta(hours=1)
    for kind in packs.active().post_kinds:
        own = world.places["own"].pk
        b_post = orgs.add_post(actor=SYSTEM, body_id=world.body_id, kind="none-of-the-pack", title="B", place_id=own)
        post = orgs.add_post(
            actor=SYSTEM, body_id=world.body_id, kind=kind.key, title="A", place_id=own, substitute_id=b_post.pk
        )
        a, b = Person.objects.create(name="A"), Person.objects.create(name="B")
        day = clock.today()
        orgs.appoint(actor=SYSTEM, person_id=b.pk, post_id=b_post.pk, starts_on=day)
        made = orgs.appoint(actor=SYSTEM, person_id=a.pk, post_id=post.pk, starts_on=day)
        orgs.start_absence(made.pk, actor=SYSTEM, starts_at=clock.now() + hour, until=clock.now() + 2 * hour)
        for step, holds in (("before", False), ("during", True), ("after", False)):
            wrong += _rows(orgs.actor_of(b.pk), world, kind.permissions, holds, f"B of {kind.key}, {step} the absence")
            manual_clock.advance(hour)
        orgs.start_absence(made.pk, actor=SYSTEM)
        wrong += _rows(orgs.actor_of(b.pk), world, kind.permissions, True, f"B of {kind.key}, A away again")
        orgs.end_appointment(made.pk, actor=SYSTEM)
        for who, pk in (("A", a.pk), ("B", b.pk)):
            wrong += _rows(orgs.actor_of(pk), world, kind.permissions, False, f"{who} of {kind.key}, A's post is lost")
    assert wrong == []


@pytest.mark.django_db
def test_a_permission_taken_from_the_pack_is_gone_with_its_installation(manual_clock: Any) -> None:
    packs.install("guiyang")
    world = _world()
    kind = next(k for k in packs.active().post_kinds if Permission.REQUEST_SEE in k.permissions)
    post = orgs.add_post(actor=SYSTEM, body_id=world.body_id, kind=kind.key, title="A", place_id=world.places["own"].pk)
    person = Person.objects.create(name="A")
    orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk)
    assert _rows(orgs.actor_of(person.pk), world, kind.permissions, True, kind.key) == []
    left = tuple(p for p in kind.permissions if p != Permission.REQUEST_SEE)
    body = packs.active().model_dump(mode="json")
    next(k for k in body["post_kinds"] if k["key"] == kind.key)["permissions"] = list(left)
    packs.install(packs.Pack.model_validate(body))
    assert _rows(orgs.actor_of(person.pk), world, left, True, kind.key) == []


def test_the_permissions_of_the_packs_are_ours() -> None:
    known = {p.value for p in Permission}
    for name in PACKS:
        for kind in packs.load(name).post_kinds:
            assert set(kind.permissions) <= known, kind.key
    assert [p.value for p in Permission] == sorted(known)
