"""The list as an Excel table, as offices print it (rules 4): no person who reported is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.disclosure import public as disclosure
from gongzhi.kit import excel
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from gongzhi.requests.queries import marks
from gongzhi.requests.views import listing
from gongzhi.requests.views.work import state_words, type_title

ROWS_MOST = 5000
WIDTHS = (6, 14, 17, 17, 14, 20, 34, 16, 30, 10, 10, 17, 17, 16)


def headings() -> list[str]:
    """The head of the table."""
    return [
        _("No."), _("Number"), _("Received on"), _("Entered on"), _("Channel"), _("Type"), _("Request"), _("Place"),
        _("Responsible"), _("State"), _("Light"), _("Due"), _("Answered on"), _("Result"),
    ]  # fmt: skip


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The filtered list as a file. Raises Forbidden without `request:export`, Invalid past the row limit."""
    actor = actor_of(request)
    allowed = sorted(scopes(actor, Permission.REQUEST_EXPORT))
    if not allowed:
        raise Forbidden("None of your posts may take lists out.")
    form = listing.filter_form(request.GET, actor)
    form.is_valid()
    found = procedures.find(listing.asked(actor, form.cleaned_data, allowed), size=ROWS_MOST, count=False)
    if found.next is not None:
        raise Invalid("These are more than %(most)s rows. Narrow the list, for example by month.", most=ROWS_MOST)
    rows = Request.objects.filter(pk__in=found.ids).select_related("matter__place", "matter__holder_post__body")
    rows = rows.defer("matter__place__geometry", "matter__place__search")
    return excel.download(book_of(rows.order_by("created_at", "matter_id"), actor), _("Requests"))


def book_of(rows: QuerySet[Request], actor: Actor) -> Any:
    """The workbook, written row by row."""
    book = excel.new()
    marked = marks.words_of(list(rows.values_list("pk", flat=True))) if marks.marks() else []
    sheet = excel.begin(
        book,
        _("Requests"),
        title=_("Register of requests"),
        by_line=f"{_by_line(actor)}    {_entered(rows)}",
        heads=[*headings(), *(label for label, _words in marked)],
        widths=(*WIDTHS, *(14 for _mark in marked)),
        footer=_("Page &P of &N"),
    )
    for pk, values in _values(rows):
        excel.append(sheet, [*values, *(words.get(pk, "") for _label, words in marked)])
    return book


def _entered(rows: QuerySet[Request]) -> str:
    """How many of them were entered after the fact. One query."""
    return _("Entered after the fact: %(n)s.") % {"n": rows.filter(reported_at__isnull=False).count()}


def _by_line(actor: Actor) -> str:
    """Unit, who made the table, when: one line under the title."""
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    unit = next(iter(labels.values()), "")
    named = people.Person.objects.filter(pk=actor.person_id or 0).values_list("name", flat=True).first()
    now = clock.local(clock.now())
    values = {"unit": unit, "name": named or "", "day": f"{now:%Y-%m-%d %H:%M}"}
    return _("Unit: %(unit)s    Filled in by: %(name)s    Date: %(day)s") % values


def _values(rows: QuerySet[Request]) -> Iterator[tuple[int, list[Any]]]:
    """Request and its cells."""
    pack = packs.active()
    channels = {c.key: packs.named(c) for c in pack.channels}
    endings = {e.key: packs.named(e) for e in pack.endings}
    lights = {"red": _("Overdue"), "yellow": _("Due soon"), "green": _("On time")}
    for n, about in enumerate(rows.iterator(chunk_size=500), start=1):
        matter, post = about.matter, about.matter.holder_post
        kind = type_title(pack, about.type_key)
        yield (
            about.pk,
            [
                n,
                about.number,
                _local(about.reported_at or about.created_at),
                _local(about.created_at) if about.reported_at else "",
                channels.get(about.channel, about.channel),
                kind,
                kind if disclosure.scan(matter.title) else matter.title,
                matter.place.name,
                post.label,
                state_words(matter.state),
                lights.get(matter.light, "") if matter.state == "open" else "",
                _local(matter.due_at),
                _local(about.answered_at),
                endings.get(about.ending, about.ending),
            ],
        )


def _local(moment: datetime | None) -> datetime | None:
    """A real date for Excel, which knows no zones: the time in Shanghai."""
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None
