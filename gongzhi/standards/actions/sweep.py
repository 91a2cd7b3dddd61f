"""The sweep that keeps gaps true: opens what falls short, closes what was mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.standards.actions.tell import tell_owners, tell_superiors
from gongzhi.standards.events import CLOSED, OPENED
from gongzhi.standards.models import Gap, Stale, Sweep
from gongzhi.standards.queries.evaluate import Shortfall, evaluate
from gongzhi.standards.queries.owners import Owners

EVERYTHING_AFTER = timedelta(minutes=15)  # what no act marks (a body that was founded) is seen by then
LEASE = timedelta(minutes=10)
ROOTS_MOST = 50
_CHANGING = ("unit", "place_id", "owner_post_id", "home_id", "value", "required", "at_most", "detail", "link")
_PLACE, _VALUE, _REQUIRED = (_CHANGING.index(name) for name in ("place_id", "value", "required"))
_CHUNK = 500
_Key = tuple[str, int, bool]  # rule, unit, whether it is known
_Values = tuple[Any, ...]


def mark(*place_ids: int) -> None:
    """Something changed at the places: the next sweep looks at their communities. Call it in the act's transaction."""
    now = clock.now()
    Stale.objects.bulk_create(Stale(place_id=place_id, at=now) for place_id in place_ids)


def sweep(limit: int = 200) -> int:
    """Compare life with the standards: everything once a quarter of an hour and when the day or the pack changes,
    else the communities marked since. How many gaps opened or closed; 0 too while another worker does it."""
    try:
        pack, revision = packs.active(), packs.active_revision_id()
    except NotFound:
        return 0
    now, day = clock.now(), clock.today()
    last, _new = Sweep.objects.get_or_create(pk=1)
    stale = list(Stale.objects.order_by("id").values_list("id", "place_id")[:5000])
    roots = _communities(place_id for _id, place_id in stale)
    old = last.ended_at is None or not timedelta() <= now - last.ended_at < EVERYTHING_AFTER
    whole = old or last.day != day or last.revision_id != revision or len(roots) > ROOTS_MOST
    if not whole and not stale:
        return tell_superiors(limit)
    free = Sweep.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), pk=1)
    if not free.update(claimed_until=now + LEASE):
        return 0
    try:
        number = bring_level(pack, day, within=None if whole else roots)
        Stale.objects.filter(pk__lte=stale[-1][0] if stale else 0).delete()
    finally:
        done = {"day": day, "revision_id": revision, "ended_at": clock.now()} if whole else {}
        Sweep.objects.filter(pk=1).update(claimed_until=None, **done)
    return number + tell_superiors(limit)


def _communities(place_ids: Iterable[int]) -> tuple[int, ...]:
    """The community that each place lies in, or the place itself where none does."""
    found = places.get_many(place_ids)
    above = places.get_many(a for place in found.values() for a in place.ancestors)
    kinds = (places.PlaceKind.COMMUNITY, places.PlaceKind.VILLAGE)
    roots = {next((a for a in p.ancestors if a in above and above[a].kind in kinds), pk) for pk, p in found.items()}
    return tuple(sorted(roots))


def bring_level(pack: packs.Pack, day: date, *, within: tuple[int, ...] | None = None) -> int:
    """Open and close gaps at or below the places so that they say what is so today; how many of both."""
    once: dict[tuple[str, int], Shortfall] = {}
    with translation.override(settings.LANGUAGE_CODE):  # what is missing is kept in the installation's language
        for short in evaluate(pack, day, within=within):
            once.setdefault((short.standard.key, short.measured.unit_id), short)
    owners = Owners(pack)
    owners.expect(short.measured.place_id for short in once.values())
    found: dict[_Key, tuple[Shortfall, _Values]] = {
        (*key, short.known): (short, _values(short, owners)) for key, short in once.items()
    }
    now = clock.now()
    with transaction.atomic():
        rows = Gap.objects.filter(places.inside(within, "place__"), closed_at=None).order_by("id")
        standing = {
            (rule, unit_id, None not in (values[_VALUE], values[_REQUIRED])): (pk, tuple(values))
            for pk, rule, unit_id, *values in rows.values_list("id", "rule", "unit_id", *_CHANGING).iterator()
        }
        gone = [(pk, key, values[_PLACE]) for key, (pk, values) in standing.items() if key not in found]
        _close(gone, now)
        new = [_gap(short, values, day, now) for key, (short, values) in found.items() if key not in standing]
        changed = [
            Gap(pk=standing[key][0], **dict(zip(_CHANGING, values, strict=True)))
            for key, (_short, values) in found.items()
            if key in standing and standing[key][1] != values
        ]
        Gap.objects.bulk_update(changed, _CHANGING, batch_size=200)
        Gap.objects.bulk_create(new, batch_size=_CHUNK)
        ledger.record_many(ledger.Draft(OPENED, g.pk, SYSTEM, _codes(g), first=True) for g in new)
        tell_owners(pack, [g for g in new if g.value is not None and g.required is not None])
    return len(new) + len(gone)


def _close(gone: Sequence[tuple[int, _Key, int]], now: datetime) -> None:
    for i in range(0, len(gone), _CHUNK):
        ids = [pk for pk, _key, _place in gone[i : i + _CHUNK]]
        Gap.objects.filter(pk__in=ids, closed_at=None).update(closed_at=now)
    ledger.record_many(
        ledger.Draft(CLOSED, pk, SYSTEM, {"rule": rule, "unit": unit_id, "place": place_id})
        for pk, (rule, unit_id, _known), place_id in gone
    )


def _values(short: Shortfall, owners: Owners) -> _Values:
    """What may change while a gap stands, in the order of `_CHANGING`."""
    unit = short.measured
    post, home = owners.of(short.standard, unit.place_id)
    bounds = (short.value, short.required, short.at_most)
    return (unit.unit[:160], unit.place_id, post, home, *bounds, unit.detail[:200], unit.link[:200])


def _gap(short: Shortfall, values: _Values, day: date, now: datetime) -> Gap:
    return Gap(
        rule=short.standard.key,
        unit_id=short.measured.unit_id,
        since=min(short.measured.since or day, day),
        shown_above_on=day + timedelta(days=short.standard.superior_after),
        opened_at=now,
        **dict(zip(_CHANGING, values, strict=True)),
    )


def _codes(gap: Gap) -> dict[str, str | int | bool | None]:
    def said(number: float | None) -> str | None:
        return None if number is None else f"{number:g}"

    return {
        "rule": gap.rule,
        "unit": gap.unit_id,
        "place": gap.place_id,
        "value": said(gap.value),
        "required": said(gap.required),
        "since": gap.since.isoformat(),
    }
