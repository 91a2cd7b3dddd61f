"""The filters of the list of all requests, with the choices that the actor has."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import NotFound
from gongzhi.kit.choices import Known
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.queries import marks
from gongzhi.requests.queries.listing import Listed, asked, listed, newest_first
from gongzhi.requests.views.desk_forms import FilterForm
from gongzhi.requests.views.report import type_groups

STATES = ("live", "open", "waiting", "closed", "archived", "all")
AREAS = ("city", "county", "street", "town", "township", "community", "village", "section", "grid")
HOLDERS_MOST = 400
__all__ = ["Listed", "asked", "filter_form", "holders", "listed", "newest_first"]
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
    extra = [(mark.name, mark.label(), [*everything, *known]) for mark, known in marks.marks()]
    return FilterForm(data, choices=choices, extra=extra)


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
