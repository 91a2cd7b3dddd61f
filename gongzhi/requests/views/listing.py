"""What staff may see of all requests, narrowed by the filters of an address: for the page, the export, the print."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Rating, Request
from gongzhi.requests.queries import CAME_IN_ENDED
from gongzhi.requests.views.desk_forms import FilterForm
from gongzhi.requests.views.report import type_groups

STATES = ("live", "open", "waiting", "closed", "archived", "all")
AREAS = ("city", "county", "street", "town", "township", "community", "village", "section", "grid")
ORDERS = {"due": ("due", "matter_id"), "received": ("-created_at", "-matter_id")}
HOLDERS_MOST = 200
_LATE = Value(datetime(9999, 1, 1, tzinfo=UTC), output_field=DateTimeField())  # without a limit: last


def visible(actor: Actor) -> QuerySet[Request]:
    """Every request that the actor may see, with what a row shows."""
    rows = Request.objects.filter(matter__in=procedures.visible_to(actor)).annotate(
        due=Coalesce("matter__due_at", _LATE)
    )
    rows = rows.select_related("matter__place", "matter__holder_post__body")
    return rows.defer("matter__place__geometry", "matter__place__search", "answer", "attributes")


def within(place_ids: list[int]) -> Exists:
    """Whether the request lies at or below one of these places."""
    return Exists(procedures.Standing.objects.filter(scope__in=place_ids, matter=OuterRef("matter_id")))


def filter_form(data: Any, actor: Actor) -> FilterForm:
    """The filters with the choices that this actor has."""
    pack = packs.active()
    areas = places.subtree(scopes(actor, Permission.REQUEST_SEE), AREAS)
    top = min((len(p.ancestors) for p in areas), default=0)
    everything = [("", _("All"))]
    choices: dict[str, list[Any]] = {
        "state": [
            ("live", _("In hand")), ("open", pgettext("state", "Open")), ("waiting", _("Waiting for the resident")),
            ("closed", _("Answered")), ("archived", _("Archived")), ("all", _("All")),
        ],
        "light": [*everything, ("red", _("Overdue")), ("yellow", _("Due soon")), ("green", _("On time"))],
        "type": [*everything, *type_groups()],
        "channel": [*everything, *((c.key, c.title) for c in pack.channels)],
        "place": [*everything, *((str(p.pk), "　" * (len(p.ancestors) - top) + p.name) for p in areas),
                  *_asked(data.get("place"), {p.pk for p in areas})],
        "holder": [*everything, *holders(actor)],
        "kept": [*everything, ("in_time", _("Closed in time")), ("late", _("Closed late"))],
        "rated": [*everything, ("yes", _("Rated")), *((str(n), _("%(n)s stars") % {"n": n}) for n in range(1, 6))],
        "entered": [*everything, ("here", _("Without what others answered")), ("lists", _("Only these"))],
        "sort": [("due", _("By due date")), ("received", _("Newest first"))],
    }  # fmt: skip
    return FilterForm(data, choices=choices)


def _asked(place_id: Any, offered: set[int]) -> list[tuple[str, str]]:
    """The place that a link names, where it is none of those offered; what may not be seen is not in the rows."""
    try:
        place = places.get(int(place_id))
    except (TypeError, ValueError, NotFound):
        return []
    return [] if place.pk in offered else [(str(place.pk), place.name)]


def holders(actor: Actor) -> list[tuple[str, str]]:
    """The posts that hold something open which the actor sees. One query."""
    held = procedures.visible_to(actor).filter(state__in=("open", "waiting")).order_by()
    rows = held.values_list("holder_post_id", "holder_post__body__name", "holder_post__title").distinct()
    return sorted(((str(pk), f"{body} {title}") for pk, body, title in rows[:HOLDERS_MOST]), key=lambda r: r[1])


def narrowed(rows: QuerySet[Request], wanted: dict[str, Any]) -> QuerySet[Request]:
    """`rows` after the filters (the form's clean data; an empty one narrows nothing)."""
    state = wanted.get("state") or "live"
    if state != "all":
        rows = rows.filter(matter__state__in=("open", "waiting") if state == "live" else (state,))
    if light := wanted.get("light"):
        rows = rows.filter(matter__light=light)
        if state in ("live", "all"):
            rows = rows.filter(matter__state="open")
    if kind := wanted.get("type"):
        rows = rows.filter(type_key=kind)
    if channel := wanted.get("channel"):
        rows = rows.filter(channel=channel)
    if holder := wanted.get("holder"):
        rows = rows.filter(matter__holder_post=holder)
    if place := wanted.get("place"):
        rows = rows.filter(matter__place=place) if wanted.get("here") else rows.filter(within([place]))
    if since := wanted.get("since"):
        rows = rows.filter(created_at__gte=_begin(since))
    if until := wanted.get("until"):
        rows = rows.filter(created_at__lt=_begin(until + timedelta(days=1)))
    return _closed(rows, wanted).filter(_words(str(wanted.get("q") or "")))


def _closed(rows: QuerySet[Request], wanted: dict[str, Any]) -> QuerySet[Request]:
    """Narrowed by when it was closed, whether in time, how the present answer was rated, whether reopened."""
    if since := wanted.get("done_since"):
        rows = rows.filter(matter__closed_at__gte=_begin(since))
    if until := wanted.get("done_until"):
        rows = rows.filter(matter__closed_at__lt=_begin(until + timedelta(days=1)))
    if kept := wanted.get("kept"):
        late = Q(matter__closed_at__gt=F("matter__due_at"))
        in_time = Q(matter__closed_at__lte=F("matter__due_at")) | Q(matter__due_at=None)
        rows = rows.filter(late if kept == "late" else in_time, matter__closed_at__isnull=False)
    if rated := wanted.get("rated"):
        given = Rating.objects.filter(request=OuterRef("pk"), round=OuterRef("round"))
        rows = rows.filter(Exists(given if rated == "yes" else given.filter(stars=int(rated))))
    if entered := wanted.get("entered"):
        rows = rows.filter(imported__isnull=False) if entered == "lists" else rows.exclude(CAME_IN_ENDED)
    if wanted.get("reopened"):
        rows = rows.filter(round__gt=1)
    return rows


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)


def _words(text: str) -> Q:
    """A number or the beginning of one; else every word must stand in the title, the words or the address."""
    digits = re.sub(r"[\s\-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) >= 3:
        return Q(number__startswith=digits)
    found = Q()
    for word in re.split(r"[\s,，、。]+", text.strip())[:6]:
        if word:
            found &= Q(matter__title__icontains=word) | Q(description__icontains=word) | Q(address__icontains=word)
    return found
