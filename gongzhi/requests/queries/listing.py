"""All requests that staff may see, narrowed by the list's filters: for page, export, print and programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.kit import search
from gongzhi.kit.paging import decode
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.queries import marks, narrow, words
from gongzhi.requests.queries.rows import Row, rows

EVERY = (*procedures.LIVE, *procedures.OVER)


@dataclass(frozen=True, slots=True)
class Listed:
    """Requests in the order of the list; `after`: the key of the last one where more follow; `total` in words."""

    items: list[Row]
    after: tuple[datetime, int] | None
    total: str


def listed(
    actor: Actor, wanted: dict[str, Any], *, after: tuple[datetime, int] | None = None, size: int = 50,
    only_in: list[int] | None = None, unlocated: bool = False,
) -> Listed:  # fmt: skip
    """What the actor may see after the filters (the form's clean data). `only_in`: at or below these places.

    Two queries; one more with words, and another few once in ten minutes."""
    found = procedures.find(asked(actor, wanted, only_in, unlocated=unlocated), after=after, size=size,
                            count=after is None)  # fmt: skip
    total = "" if after is not None else f"{found.total:,}+" if found.more else f"{found.total:,}"
    return Listed(rows(found.ids), found.next, total)


def key_of(after: str) -> tuple[datetime, int] | None:
    """The key in an address; None at the beginning. Raises Invalid, also where it is that of another list."""
    if not after:
        return None
    found = decode(after)
    if len(found) != 2 or not isinstance(found[0], datetime) or not isinstance(found[1], int):
        raise Invalid("This list link is not valid. Please open the list again.", field="after")
    return found[0], found[1]


def asked(
    actor: Actor, wanted: dict[str, Any], only_in: list[int] | None = None, *, unlocated: bool = False
) -> procedures.Ask:
    """The filters as the engine's lists take them."""
    area = procedures.topmost(scopes(actor, Permission.REQUEST_SEE) if only_in is None else only_in)
    mine = [] if only_in is not None else sorted(actor.post_ids)
    state, light = wanted.get("state") or "live", wanted.get("light") or ""
    states: tuple[str, ...] = {"live": procedures.LIVE, "all": EVERY}.get(state, (state,))
    if any(wanted.get(name) for name in ("done_since", "done_until", "kept")):  # what was reopened is closed no more
        states = tuple(s for s in states if s not in procedures.LIVE)
    if light and state in ("live", "all"):
        states = ("open",)
    within, implied = _within(actor, wanted, area)
    where, given, share, sources = _narrowed(wanted, unlocated=unlocated)
    return procedures.Ask(
        scopes=(*area, *mine), states=states, within=within, implied=implied, kind="request", light=light,
        type_key=wanted.get("type") or "", channel=wanted.get("channel") or "",
        since=clock.begin_of(wanted["since"]) if wanted.get("since") else None,
        until=clock.begin_of(wanted["until"] + timedelta(days=1)) if wanted.get("until") else None,
        newest=newest_first(wanted),
        where=where, given=given, share=share, sources=sources,
    )  # fmt: skip


def newest_first(wanted: dict[str, Any]) -> bool:
    """Whether the list begins with the newest."""
    return wanted.get("sort") == "received"


def _within(actor: Actor, wanted: dict[str, Any], area: list[int]) -> tuple[tuple[tuple[int, str], ...], bool]:
    """The place and the holder of the filter, and whether these alone say that the actor sees it."""
    within: list[tuple[int, str]] = []
    implied = False
    if place := wanted.get("place"):
        within.append((int(place), procedures.Role.PLACE.value))
        implied = not set(places.ancestors(int(place))).isdisjoint(area)
    if holder := wanted.get("holder"):
        within.append((int(holder), procedures.Role.HOLDER.value))
        implied = implied or int(holder) in actor.post_ids
    return tuple(within), implied


def _narrowed(
    wanted: dict[str, Any], *, unlocated: bool
) -> tuple[str, tuple[object, ...], float, tuple[procedures.Source, ...]]:
    """Conditions on the request itself, their share of all, and the other indexes that may serve."""
    parts = narrow.parts(wanted, unlocated=unlocated)
    sources: list[procedures.Source] = []
    if key := wanted.get("type"):
        sources.append(words.of_type(key, procedures.shares().types.get(key, 0.0004)))
    if (late := narrow.closed_late(wanted)) is not None:
        sources.append(late)
    text = str(wanted.get("q") or "")
    digits = re.sub(r"[\s\-]", "", text)
    found: procedures.Source | None = None
    if digits.isascii() and digits.isdigit() and len(digits) >= 3:
        found = words.of_number(digits)
        parts.append((f"s.matter_id IN ({found.sql})", found.values, found.share))
    elif typed := search.words_of(text):
        where, given, part, found = words.narrowing(typed)
        parts.append((where, given, part))
    for narrowing, other in marks.narrowed(wanted):
        parts.append(narrowing)
        if other is not None:
            sources.append(other)
    if found is not None:
        sources.append(found if len(parts) == 1 else replace(found, whole=False))
    share = 1.0
    for _sql, _given, part_share in parts:
        share *= part_share
    return " AND ".join(p[0] for p in parts), tuple(v for p in parts for v in p[1]), share, tuple(sources)
