"""The weekly list (每周清单) of a place: what came in, is owed, lacks an answer, is to be visited, to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.core.weeks import WEEK
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.reception.models import Item, ListSeen, Visit, Waiting
from gongzhi.reception.queries.roster import roster, station
from gongzhi.reception.queries.waits import hard_types
from gongzhi.requests import public as requests

ROWS_MOST = 300


@dataclass(slots=True)
class Row:
    """An open matter of the list. `items`: raised in all; `missing`: the positions without an answer."""

    number: str
    shown: str
    title: str
    kind: str
    place: str
    came_on: date
    due_at: datetime | None
    light: str
    holder: str
    new: bool
    items: int = 0
    missing: list[int] = field(default_factory=list)
    visit_on: date | None = None


@dataclass(slots=True)
class Weekly:
    """The list. `came`: by type; `more`: whether there are more than the list shows."""

    place: places.Place
    week: date
    rows: list[Row]
    came: dict[str, int]
    looks: list[Waiting]
    seen: list[tuple[ListSeen, str]]
    more: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """What the leader confirms having seen."""
        return {
            "came": sum(self.came.values()), "open": len(self.rows), "looks": len(self.looks),
            "unanswered": sum(len(r.missing) for r in self.rows), "visits": sum(1 for r in self.rows if r.visit_on),
        }  # fmt: skip


def weekly_list(place: places.Place, week: date, within: Iterable[int] | None = None) -> Weekly:
    """The list of the week that begins on that Monday, as things stand now; `within`: of these parts of the place
    alone. Eight queries, however many rows."""
    parts = [place.pk] if within is None else list(within)
    pack = packs.active()
    types = hard_types(pack)
    inside = places.inside(parts, "matter__place__")
    begin, end = clock.begin_of(week), clock.begin_of(week + WEEK)
    rows = requests.Request.objects.filter(inside, type_key__in=types)
    came = Counter(rows.filter(created_at__gte=begin, created_at__lt=end).values_list("type_key", flat=True))
    there = rows.filter(matter__state__in=procedures.LIVE, created_at__lt=end).select_related("matter__place")
    open_ = list(there.order_by("matter__due_at", "matter_id")[: ROWS_MOST + 1])
    shown = open_[:ROWS_MOST]
    ids = [r.pk for r in shown]
    labels = orgs.post_labels(sorted({r.matter.holder_post_id for r in shown}))
    items = _items(ids)
    visits = dict(Visit.objects.filter(request__in=ids, done_at=None).values_list("request", "on"))
    titles = {t.key: packs.named(t) for t in pack.request_types}
    found = [
        Row(
            r.number, requests.spoken(r.number), r.matter.title, titles.get(r.type_key, r.type_key),
            r.matter.place.name, clock.local(r.created_at).date(), r.matter.due_at, r.matter.light,
            labels.get(r.matter.holder_post_id, ""), begin <= r.created_at, *items.get(r.pk, (0, [])),
            visits.get(r.pk),
        )
        for r in shown
    ]  # fmt: skip
    looks = Waiting.objects.filter(places.inside(parts, "place__"), how="", due_on__lt=week + WEEK)
    looks = looks.filter(request__type_key__in=types).select_related("request__matter").order_by("due_on", "id")
    seen = list(ListSeen.objects.filter(place=place.pk, week=week).order_by("at"))
    posts = orgs.post_labels(sorted({s.post_id for s in seen}))
    return Weekly(place, week, found, {titles.get(k, k): n for k, n in came.items()},
                  list(looks[:ROWS_MOST]), [(s, posts.get(s.post_id, "")) for s in seen],
                  len(open_) > ROWS_MOST)  # fmt: skip


def list_for(actor: Actor, place: places.Place, week: date) -> Weekly:
    """The list as the actor sees it: of the own parts of the place alone, for a grid's worker. Raises Forbidden."""
    if may(actor, Permission.REQUEST_SEE, places.ancestors(place.pk)):
        return weekly_list(place, week)
    parts = [p for p in scopes(actor, Permission.REQUEST_SEE) if place.pk in places.ancestors(p)]
    if not parts:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)
    return weekly_list(place, week, parts)


def _items(ids: Iterable[int]) -> dict[int, tuple[int, list[int]]]:
    found: dict[int, tuple[int, list[int]]] = {}
    rows = Item.objects.filter(request__in=list(ids), struck=False).order_by("request_id", "position")
    for request_id, position, answered in rows.values_list("request_id", "position", "answered_at"):
        n, missing = found.get(request_id, (0, []))
        found[request_id] = (n + 1, missing if answered else [*missing, position])
    return found


def on_duty(place: places.Place, week: date, actor: Actor) -> int | None:
    """The post by which the actor leads the reception of this week; where nobody was planned, any post that leads
    receptions here."""
    leaders = {s.day.leader_id for s in roster([place.pk], week, week + WEEK - WEEK / 7) if not s.day.off}
    mine = sorted(leaders & actor.post_ids)
    if mine or leaders:
        return mine[0] if mine else None
    kept = station(place)
    above = set(places.ancestors(place.pk))
    return next((p.post_id for p in actor.posts if kept and p.kind in kept.leaders and p.place_id in above), None)
