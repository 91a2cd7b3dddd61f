"""What staff may see of all requests, narrowed by the filters of an address: for the page, the export, the print."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit import search
from gongzhi.kit.choices import Known
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.queries import narrow, words
from gongzhi.requests.queries.rows import Row, rows
from gongzhi.requests.views.desk_forms import FilterForm
from gongzhi.requests.views.report import type_groups

STATES = ("live", "open", "waiting", "closed", "archived", "all")
AREAS = ("city", "county", "street", "town", "township", "community", "village", "section", "grid")
EVERY = (*procedures.LIVE, *procedures.OVER)
HOLDERS_MOST = 400
AROUND_SECONDS, AROUND_MOST = 60.0, 300
_around: dict[Any, tuple[float, Known, Known]] = {}
_types: dict[str, tuple[packs.Pack, Known]] = {}


def filter_form(data: Any, actor: Actor) -> FilterForm:
    """The filters with the choices that this actor has."""
    pack = packs.active()
    around, posts = _surroundings(actor)
    everything = [("", _("All"))]
    choices: dict[str, Any] = {
        "state": [
            ("live", _("In hand")), ("open", pgettext("state", "Open")), ("waiting", _("Waiting for the resident")),
            ("closed", _("Answered")), ("archived", _("Archived")), ("all", _("All")),
        ],
        "light": [*everything, ("red", _("Overdue")), ("yellow", _("Due soon")), ("green", _("On time"))],
        "type": _kinds(pack),
        "channel": [*everything, *((c.key, packs.named(c)) for c in pack.channels)],
        "place": around.with_more(_linked(data.get("place"), around)),
        "holder": posts,
        "kept": [*everything, ("in_time", _("Closed in time")), ("late", _("Closed late"))],
        "rated": [*everything, ("yes", _("Rated")), *((str(n), _("%(n)s stars") % {"n": n}) for n in range(1, 6))],
        "entered": [*everything, ("here", _("Without what others answered")), ("lists", _("Only these")),
                    ("after", _("What was entered after the fact"))],
        "sort": [("due", _("By due date")), ("received", _("Newest first"))],
    }  # fmt: skip
    return FilterForm(data, choices=choices)


def _kinds(pack: packs.Pack) -> Known:
    """The types of the pack in force; made once a language."""
    language = get_language() or ""
    known = _types.get(language)
    if known is None or known[0] is not pack:
        known = _types[language] = pack, Known([("", _("All")), *type_groups()])
    return known[1]


def _linked(place_id: Any, offered: Known) -> list[tuple[str, str]]:
    """The place that a link names, where it is none of those offered; what may not be seen is not in the rows."""
    try:
        place = places.get(int(place_id))
    except (TypeError, ValueError, NotFound):
        return []
    return [] if any(key == str(place.pk) for key, _name in offered) else [(str(place.pk), place.name)]


def _surroundings(actor: Actor) -> tuple[Known, Known]:
    """The places that the actor sees and the posts that may hold what lies there, as choices; up to a minute old."""
    key = (get_language(), tuple(sorted(scopes(actor, Permission.REQUEST_SEE))), tuple(sorted(actor.post_ids)))
    known = _around.get(key)
    if known is None or time.monotonic() - known[0] > AROUND_SECONDS:
        areas, every = places.subtree(key[1], AREAS), ("", _("All"))
        top = min((len(p.ancestors) for p in areas), default=0)
        named = [(str(p.pk), "　" * (len(p.ancestors) - top) + p.name) for p in areas]
        known = (time.monotonic(), Known([every, *named]), Known([every, *holders(actor, areas)]))
        if len(_around) > AROUND_MOST:
            _around.clear()
        _around[key] = known
    return known[1], known[2]


def holders(actor: Actor, areas: list[places.Place]) -> list[tuple[str, str]]:
    """The posts that may hold what the actor sees: those of the places seen and of the places above. One query."""
    top = procedures.topmost(scopes(actor, Permission.REQUEST_SEE))
    around = {p for place in top for p in places.ancestors(place)}
    rows = orgs.Post.objects.filter(Q(place__in=[*around, *(a.pk for a in areas)]) | Q(pk__in=actor.post_ids))
    found = rows.order_by("id").values_list("pk", "body__name", "title")[:HOLDERS_MOST]
    return sorted(((str(pk), orgs.post_name(body, title)) for pk, body, title in found), key=lambda r: r[1])


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
    if found is not None:
        sources.append(found if len(parts) == 1 else replace(found, whole=False))
    share = 1.0
    for _sql, _given, part_share in parts:
        share *= part_share
    return " AND ".join(p[0] for p in parts), tuple(v for p in parts for v in p[1]), share, tuple(sources)
