"""Gaps for programs: what `gongzhi gaps` prints; where a message about a gap leads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs.public import Pack
from gongzhi.standards.models import Gap
from gongzhi.standards.queries.evaluate import evaluate
from gongzhi.standards.queries.owners import Owners


def gaps_on(pack: Pack, on: date, *, place_id: int | None = None) -> list[dict[str, Any]]:
    """What falls short on a day at or below a place, as `contract.md` says: rule, clause, unit, value, required,
    since, owner; measured now, without what is not known, not measured or exempt on that day.

    `since` is the earlier of what the data say and when the sweep first saw it, at the latest the day asked for: a
    date that the data still expect (the next meeting) does not make a gap that stands young again.
    """
    within = (place_id,) if place_id is not None else None
    found = [short for short in evaluate(pack, on, within=within) if short.known]
    owners = Owners(pack)
    owners.expect(short.measured.place_id for short in found)
    kept = _kept(on)
    posts = {id(s): owners.of(s.standard, s.measured.place_id)[0] for s in found}
    labels = orgs.post_labels(sorted({post for post in posts.values() if post is not None}))
    rows = []
    for short in found:
        unit, standard, post = short.measured, short.standard, posts[id(short)]
        since, exempt = kept.get((standard.key, unit.unit_id), (None, None))
        if exempt is not None and exempt >= on:
            continue
        rows.append(
            {
                "rule": standard.key,
                "clause": f"{standard.clause} {standard.source.text}".strip(),
                "unit": unit.unit,
                "value": _plain(short.value),
                "required": _plain(short.required),
                "since": min(d for d in (unit.since, since, on) if d is not None).isoformat(),
                "owner": labels.get(post, "") if post is not None else "",
            }
        )
    return rows


def _kept(on: date) -> dict[tuple[str, int], tuple[date, date | None]]:
    """Of each gap that stood at the end of the day: since when, exempt until when."""
    at = clock.begin_of(on + timedelta(days=1))
    rows = Gap.objects.filter(Q(closed_at=None) | Q(closed_at__gte=at), since__lte=on).order_by("opened_at", "id")
    columns = rows.values_list("rule", "unit_id", "since", "exempt_until")
    return {(rule, unit): (since, exempt) for rule, unit, since, exempt in columns.iterator()}


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def desk_address(about: int) -> str | None:
    """The page of a gap; None where the id is of something else. One query."""
    return f"/desk/gaps/{about}/" if Gap.objects.filter(pk=about).exists() else None
