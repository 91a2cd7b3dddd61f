"""A plan of adjustment as an Excel table, for the file and for signing: its lines, posts, places, new posts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.kit import excel
from gongzhi.structure.queries import adjustments as queries
from gongzhi.structure.queries.preview import preview
from gongzhi.structure.rules.adjustments import State

Rows = list[list[object]]


@login_required
@require_safe
def table(request: HttpRequest, adjustment_id: int) -> FileResponse:
    """The workbook; only while the plan lies ahead."""
    row = queries.get(adjustment_id, actor_of(request))
    if row.state not in (State.DRAFT, State.CONFIRMED):
        raise NotAllowed("This plan has been carried out or withdrawn already.")
    seen = preview(queries.look(row))
    values = {"basis": row.basis, "day": row.effective_on.isoformat(), "now": clock.today().isoformat()}
    by_line = _("Document: %(basis)s    Holds from: %(day)s    Compiled: %(now)s") % values
    posts: Rows = []
    for post in seen.posts:
        heirs = post.heirs or [("—", 0)]
        posts.extend([post.label, post.persons, post.open, label, n] for label, n in heirs)
    sheets: list[tuple[str, list[str], list[int], Rows]] = [
        (_("Lines of the plan"), [_("No."), _("What"), _("Place")], [8, 12, 70],
         [[n + 1, verb, words] for n, verb, words in seen.lines]),
        (_("What it changes"), [_("What"), _("Number")], [60, 12], [[label, n] for label, n in seen.counts]),
        (_("Posts that end"), [_("Post"), _("Held by"), _("Open with it"), _("Goes to"), _("Matters")],
         [40, 24, 12, 40, 10], posts),
        (_("Posts set up"), [_("Post"), _("Seats"), _("Who comes")], [44, 8, 40],
         [[p.label, p.seats, p.persons] for p in seen.new_posts]),
        (_("Places that move"), [_("Place name"), _("Stands in now"), _("Stands in then")], [30, 30, 30],
         [list(move) for move in seen.moves]),
    ]  # fmt: skip
    book = excel.new()
    for name, heads, widths, rows in sheets:
        sheet = excel.begin(
            book, name, title=row.title, by_line=by_line, heads=heads, widths=widths, footer=_("Page &P of &N")
        )
        for values_ in rows:
            excel.append(sheet, values_)
    return excel.download(book, f"adjustment-{row.pk}", dated=False)
