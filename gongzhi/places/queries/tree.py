"""One place, its ancestors, its names in time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.places.models import Place, PlaceRevision, PlaceVersion
from gongzhi.places.rules import paths

_HEAVY = ("geometry", "search")
_KEPT = 10_000
_RECHECK_SECONDS = 2.0
_lock = threading.Lock()
_paths: OrderedDict[int, tuple[int, ...]] = OrderedDict()
_districts: dict[int, str] = {}
_token: int | None = None
_checked_at = float("-inf")


def light() -> QuerySet[Place]:
    """All places, without the heavy columns."""
    return Place.objects.defer(*_HEAVY)


def in_force(on: date | None = None) -> Q:
    """Places that exist on a day (default: today)."""
    day = on or clock.today()
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def under(path: str) -> Q:
    """The place of this path and everything below it."""
    low, high = paths.below(path)
    return Q(path__gte=low, path__lt=high)


def get(place_id: int) -> Place:
    """The place. Raises NotFound."""
    place = light().filter(pk=place_id).first()
    if place is None:
        raise NotFound("There is no such place.")
    return place


def get_many(place_ids: Iterable[int]) -> dict[int, Place]:
    """The places of these ids, by id (one query; unknown ids are left out)."""
    return {p.pk: p for p in light().filter(pk__in=sorted(set(place_ids)))}


def by_code(code: str, on: date | None = None) -> Place:
    """The place that has the code on a day (default: today). Raises NotFound."""
    place = light().filter(in_force(on), code=code).order_by("-starts_on", "id").first() if code else None
    if place is None:
        raise NotFound("There is no place with the code %(code)s.", code=code)
    return place


def by_codes(codes: Iterable[str]) -> dict[str, Place]:
    """The open places of these codes, by code. One query."""
    return {p.code: p for p in light().filter(code__in=sorted(set(codes)), ends_on=None)}


def children(place_id: int | None, on: date | None = None) -> list[Place]:
    """The places right below (None: the roots) on a day, by code and name."""
    return list(light().filter(in_force(on), parent_id=place_id).order_by("code", "pinyin", "id"))


def child_counts(place_ids: Iterable[int]) -> dict[int, int]:
    """How many places stand right below each of these today. One query."""
    rows = Place.objects.filter(in_force(), parent_id__in=list(place_ids)).values_list("parent_id")
    return {pk: n for pk, n in rows.annotate(n=Count("id")).order_by() if pk is not None}


def subtree(place_ids: Iterable[int], kinds: Sequence[str], most: int = 400) -> list[Place]:
    """The places of these kinds at or below `place_ids` today, in the order of the tree; at most `most`."""
    inside = Q(pk__in=[])
    for place_id in sorted(place_ids):
        inside |= under(paths.join(ancestors(place_id)))
    return list(light().filter(inside, in_force(), kind__in=kinds).order_by("path")[:most])


def within(place_id: int, kinds: Iterable[str]) -> list[Place]:
    """All places of these kinds at or below a place today, in the order of the tree. Raises NotFound."""
    inside = under(paths.join(ancestors(place_id)))
    return list(light().filter(inside, in_force(), kind__in=list(kinds)).order_by("path"))


class Spot(NamedTuple):
    """As much of a place as measures of ten thousand need; `drawn`: whether it has an outline."""

    pk: int
    name: str
    drawn: bool


def of_kinds(kinds: Iterable[str], *, on: date | None = None, within: Iterable[int] | None = None) -> list[Spot]:
    """All places of these kinds on a day (default: today), in the order of the tree; at or below `within` alone."""
    rows = Place.objects.filter(in_force(on), inside(within), kind__in=sorted(set(kinds))).order_by("path")
    return [Spot(pk, name, west is not None) for pk, name, west in rows.values_list("id", "name", "min_lon")]


def inside(within: Iterable[int] | None, prefix: str = "") -> Q:
    """The condition "at or below one of these places" on places, or on rows with a place at `prefix`; None: all."""
    if within is None:
        return Q()
    condition = Q(pk__in=[])
    for place_id in sorted(set(within)):
        low, high = paths.below(paths.join(ancestors(place_id)))
        condition |= Q(**{f"{prefix}path__gte": low, f"{prefix}path__lt": high})
    return condition


def below(actor: Actor, *permissions: Permission, prefix: str = "place__") -> Q:
    """The condition "in the parts of the tree where the actor holds one of the permissions" on rows with a place."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    return inside(frozenset[int]().union(*(scopes(actor, p) for p in permissions)), prefix)


def ancestors(place_id: int) -> tuple[int, ...]:
    """Ids from the root to the place itself; from memory, at most two seconds behind a move made by another process.

    Raises NotFound.
    """
    _recheck()
    with _lock:
        known = _paths.get(place_id)
        if known is not None:
            _paths.move_to_end(place_id)
            return known
    path = Place.objects.filter(pk=place_id).values_list("path", flat=True).first()
    if path is None:
        raise NotFound("There is no such place.")
    remember(place_id, found := paths.split(path))
    return found


def home_district(place_id: int) -> str:
    """The county code of a place, from memory as `ancestors`. Raises NotFound."""
    _recheck()
    known = _districts.get(place_id)
    if known is None:
        known = Place.objects.filter(pk=place_id).values_list("home_district", flat=True).first()
        if known is None:
            raise NotFound("There is no such place.")
        with _lock:
            if len(_districts) > _KEPT:
                _districts.clear()
            _districts[place_id] = known
    return known


def know(place_ids: Iterable[int]) -> None:
    """Read what `ancestors` and `home_district` say of many places at once, where it is not in memory. One query for
    500 of them."""
    _recheck()
    missing = sorted(p for p in set(place_ids) if p not in _paths or p not in _districts)
    for start in range(0, len(missing), 500):
        rows = Place.objects.filter(pk__in=missing[start : start + 500]).values_list("id", "path", "home_district")
        for pk, path, district in rows:
            remember(pk, paths.split(path))
            with _lock:
                _districts[pk] = district


def remember(place_id: int, found: tuple[int, ...]) -> None:
    """Keep the ancestors of a place that were read just now."""
    with _lock:
        _paths[place_id] = found
        if len(_paths) > _KEPT:
            _paths.popitem(last=False)


def forget() -> None:
    """Drop what is in memory: places moved in this process."""
    global _checked_at
    with _lock:
        _paths.clear()
        _districts.clear()
        _checked_at = float("-inf")


def tree_token() -> int | None:
    """Changes whenever a place moves; None where none ever did. One query."""
    return PlaceRevision.objects.filter(pk=1).values_list("token", flat=True).first()


def _recheck() -> None:
    global _token, _checked_at
    moment = time.monotonic()  # real seconds: a story's clock jumps
    if moment - _checked_at < _RECHECK_SECONDS:
        return
    token = tree_token()
    with _lock:
        if token != _token:
            _paths.clear()
            _districts.clear()
            _token = token
        _checked_at = moment


def name_on(place_id: int, on: date) -> str:
    """The name of a place on a day; before its first day, its first name. Raises NotFound."""
    former = PlaceVersion.objects.filter(place_id=place_id, ends_on__gt=on).order_by("starts_on", "id").first()
    return former.name if former else get(place_id).name


def former_chain(chain: list[Place], on: date) -> list[str]:
    """The names from the root as they stood on a day, where that differs from `chain`, which stands now; else empty.
    One query where nothing above ever changed."""
    if not PlaceVersion.objects.filter(place__in=[p.pk for p in chain], ends_on__gt=on).exists():
        return []
    then = [name for _pk, name in chain_on(chain[-1].pk, on)]
    return then if then != [p.name for p in chain] else []


def stood_under(place_id: int | None, on: date) -> list[Place]:
    """The places right below on a day, with the names and kinds of that day, by code; two queries. Past days too."""
    was: dict[int, PlaceVersion] = {}
    former = PlaceVersion.objects.filter(starts_on__lte=on, ends_on__gt=on)
    for version in former.filter(Q(parent=place_id) | Q(place__parent=place_id)).order_by("starts_on", "id"):
        was.setdefault(version.place_id, version)
    rows = light().filter(in_force(on)).filter(Q(parent_id=place_id) | Q(pk__in=sorted(was)))
    found = []
    for place in rows.order_by("code", "pinyin", "id"):
        if then := was.get(place.pk):
            place.name, place.kind, place.parent_id = then.name, then.kind, then.parent_id
        if place.parent_id == place_id:
            found.append(place)
    return found


def chain_on(place_id: int, on: date) -> list[tuple[int, str]]:
    """(id, name) from the root to the place itself as they stood on a day; before its first day as at first.

    Two queries where nothing above it ever changed. Raises NotFound.
    """
    now = chain(place_id)
    seen = {p.pk: p for p in now}
    was = _versions_on(list(seen), on)
    found: list[tuple[int, str]] = []
    at: int | None = place_id
    while at is not None and len(found) < paths.WIDTH:
        if at not in seen:  # it stood under another one then
            seen |= {p.pk: p for p in chain(at)}
            was |= _versions_on(sorted(set(seen) - set(was)), on)
        then = was.get(at)
        found.append((at, then.name if then else seen[at].name))
        at = then.parent_id if then else seen[at].parent_id
    return found[::-1]


def _versions_on(place_ids: list[int], on: date) -> dict[int, PlaceVersion]:
    found: dict[int, PlaceVersion] = {}
    for version in PlaceVersion.objects.filter(place__in=place_ids, ends_on__gt=on).order_by("starts_on", "id"):
        found.setdefault(version.place_id, version)
    return found


def history(place_id: int) -> list[PlaceVersion]:
    """Former names, parents and kinds, the newest first."""
    rows = PlaceVersion.objects.filter(place_id=place_id).select_related("parent").defer("parent__geometry")
    return list(rows.order_by("-starts_on", "-id"))


def chain(place_id: int) -> list[Place]:
    """The places from the root to the place itself."""
    ids = ancestors(place_id)
    found = get_many(ids)
    return [found[i] for i in ids]
