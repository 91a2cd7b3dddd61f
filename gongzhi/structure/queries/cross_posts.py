"""双向交叉任职 (row A14): the pairs of bodies that the pack wants one person to belong to, filled or not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs


@dataclass(frozen=True, slots=True)
class Cross:
    """Two bodies of a place, and who holds posts in both."""

    kind: packs.CrossPost
    place_id: int
    first: orgs.Body
    second: orgs.Body
    people: tuple[str, ...]


def wanted(here: Q) -> dict[int, list[Cross]]:
    """All pairs wanted at the places of this condition (on bodies, through `place`), by place. Two queries."""
    kinds, day = packs.active().cross_posts, clock.today()
    levels = {one.key: packs.active().level(one.level).kind for one in kinds}
    named = sorted({k for one in kinds for k in (*one.body_kinds, *one.with_kinds)})
    open_ = (Q(ends_on=None) | Q(ends_on__gte=day)) & Q(starts_on__lte=day, kind__in=named)
    rows = orgs.Body.objects.filter(open_, here, place__kind__in=sorted(set(levels.values())))
    bodies: dict[tuple[int, str], list[orgs.Body]] = defaultdict(list)
    level_of: dict[int, str] = {}
    for body in rows.order_by("place__path", "id").annotate(level=F("place__kind")):
        bodies[body.place_id, body.kind].append(body)
        level_of[body.place_id] = body.level
    members, names = _members(rows)
    found: dict[int, list[Cross]] = defaultdict(list)
    for place_id, level in level_of.items():
        for one in kinds:
            for first, second in _both(one, place_id, bodies) if levels[one.key] == level else ():
                both = sorted(members.get(first.pk, set()) & members.get(second.pk, set()))
                found[place_id].append(Cross(one, place_id, first, second, tuple(names[p] for p in both)))
    return found


def _both(
    kind: packs.CrossPost, place_id: int, bodies: dict[tuple[int, str], list[orgs.Body]]
) -> list[tuple[orgs.Body, orgs.Body]]:
    firsts = [b for k in kind.body_kinds for b in bodies.get((place_id, k), [])]
    seconds = [b for k in kind.with_kinds for b in bodies.get((place_id, k), [])]
    return [(a, b) for a in firsts for b in seconds if a.pk != b.pk]


def _members(bodies: QuerySet[orgs.Body]) -> tuple[dict[int, set[int]], dict[int, str]]:
    members: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    held = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post__body__in=bodies.values("pk"))
    for body, person, name in held.order_by("id").values_list("post__body", "person", "person__name"):
        members[body].add(person)
        names[person] = name
    return members, names


def at(place_ids: list[int]) -> Q:
    """The condition of `wanted` for exactly these places."""
    return Q(place__in=place_ids)
