"""Who receives when and where; who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.reception.models import Came, Change, Hours
from gongzhi.reception.rules.roster import Changed, Day, Weekly, days
from gongzhi.requests import public as requests

SPOTS = ("estate", "grid")


@dataclass(frozen=True, slots=True)
class Shown:
    """A reception as pages show it."""

    day: Day
    place: str
    leader: str
    receiver: str


def station(place: places.Place | None = None) -> packs.Reception | None:
    """The station of the pack at such a place; without a place: the first."""
    found = packs.active().receptions
    if place is None:
        return found[0] if found else None
    kinds = {level.key: level.kind for level in packs.active().levels}
    return next((s for s in found if place.kind in {kinds.get(level) for level in s.levels}), None)


def units(actor: Actor) -> list[places.Place]:
    """The places with a station in the actor's part of the tree, or above the own posts."""
    pack = packs.active()
    kinds = {level.kind for level in pack.levels for s in pack.receptions if level.key in s.levels}
    seen = scopes(actor, Permission.REQUEST_SEE) | scopes(actor, Permission.RECEPTION_EDIT)
    found = {p.pk: p for top in sorted(seen) for p in places.within(top, kinds)} if kinds else {}
    for post in actor.posts:
        for above in places.chain(post.place_id):
            if above.kind in kinds:
                found[above.pk] = above
    return sorted(found.values(), key=lambda p: p.path)


def receiving() -> list[places.Place]:
    """The places that receive now, in the order of the tree. Two queries."""
    ids = Hours.objects.filter(ends_on=None).order_by("place_id").values_list("place_id", flat=True).distinct()
    return sorted(places.get_many(list(ids)).values(), key=lambda p: p.path)


def unit_for(actor: Actor, wanted: int | None) -> tuple[places.Place, list[places.Place]]:
    """The place that is wanted, of those with a station that the actor has to do with; else the first, and all.
    Raises NotFound, Forbidden."""
    if not packs.active().receptions:
        raise NotFound("There is no reception here.")
    known = units(actor)
    if not known:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)
    return next((u for u in known if u.pk == wanted), known[0]), known


def hours_of(place_ids: Iterable[int], first: date, last: date) -> list[Hours]:
    """The hours in force on one of these days at these places. One query."""
    rows = Hours.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), place__in=list(place_ids), starts_on__lte=last)
    return list(rows.select_related("place").order_by("place__path", "weekday", "starts", "id"))


def roster(place_ids: Iterable[int], first: date, last: date) -> list[Shown]:
    """Every reception of these days, in order. Three queries."""
    rows = hours_of(place_ids, first, last)
    changes = {
        (c.hours_id, c.day): Changed(c.leader_id, c.receiver_id, c.off, c.reason)
        for c in Change.objects.filter(hours__in=[h.pk for h in rows], day__gte=first, day__lte=last)
    }
    found = days([weekly(h) for h in rows], changes, first, last)
    names = {h.place_id: h.place.name for h in rows}
    labels = orgs.post_labels(sorted({p for d in found for p in (d.leader_id, d.receiver_id) if p}))
    return [
        Shown(d, names[d.hours.place_id], labels.get(d.leader_id, ""), labels.get(d.receiver_id or 0, ""))
        for d in found
    ]


def weekly(row: Hours) -> Weekly:
    """The row as the rules know it."""
    return Weekly(row.pk, row.place_id, row.weekday, row.starts, row.ends, row.room, row.leader_id, row.receiver_id,
                  row.starts_on, row.ends_on)  # fmt: skip


def day_of(row: Hours, on: date) -> Day | None:
    """The reception of that day, if there is one."""
    changed = Change.objects.filter(hours=row.pk, day=on).first()
    known = (
        {(row.pk, on): Changed(changed.leader_id, changed.receiver_id, changed.off, changed.reason)} if changed else {}
    )
    return next(iter(days([weekly(row)], known, on, on)), None)


def reception_of(hours_id: int, on: date, actor: Actor) -> tuple[Hours, Day]:
    """One reception of a place that the actor has to do with. Raises NotFound."""
    row = Hours.objects.select_related("place").filter(pk=hours_id).first()
    found = day_of(row, on) if row is not None else None
    if row is None or found is None or row.place_id not in {u.pk for u in units(actor)}:
        raise NotFound("There are no such hours.")
    return row, found


def types_of(place: places.Place) -> list[packs.RequestType]:
    """The types of request that the station of such a place takes in."""
    kept = station(place)
    groups = kept.groups if kept else ()
    return [t for t in packs.active().request_types if t.group in groups]


def spots_of(place: places.Place) -> list[tuple[int, str]]:
    """Where a matter brought to a station may lie: its estates and grids. One query."""
    return [(p.pk, p.name) for p in places.within(place.pk, SPOTS)]


def who_may_receive(place: places.Place, kinds: Iterable[str]) -> list[tuple[int, str]]:
    """The posts of these kinds at or below a place."""
    ids = [p.post_id for p in orgs.posts_within(place.pk, kinds)]
    labels = orgs.post_labels(ids)
    return [(i, labels[i]) for i in ids if i in labels]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet of a reception: the number and the title of the request, empty where told at once."""

    row: Came
    number: str
    title: str
    href: str
    by: str


def came(row: Hours, on: date) -> list[Line]:
    """The sheet of a reception. Two queries."""
    rows = list(Came.objects.filter(hours=row.pk, day=on).select_related("request__matter").order_by("at", "id"))
    labels = orgs.post_labels(sorted({c.post_id for c in rows}))
    return [
        Line(
            c, requests.spoken(c.request.number) if c.request else "", c.request.matter.title if c.request else "",
            f"/desk/requests/{c.request.number}/" if c.request else "", labels.get(c.post_id, ""),
        )
        for c in rows
    ]  # fmt: skip
