"""Words and the Excel table of terms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit import excel
from gongzhi.orgs import public as orgs
from gongzhi.structure.queries.body_lines import BodyLine

WIDTHS = (26, 16, 20, 12, 12, 12, 12, 18, 24)


def bases() -> dict[str, str]:
    """How somebody came to a post, in words."""
    return {
        "assigned": _("assigned"),
        "elected": _("elected"),
        "concurrent": _("concurrent"),
        "claimed": _("volunteered"),
    }


def book_of(lines: list[BodyLine], actor: Actor) -> Any:
    """The workbook: a line for each seat, vacant ones too."""
    book = excel.new()
    labels = orgs.post_labels(sorted(actor.post_ids))
    by_line = _("Made on %(day)s by %(who)s") % {
        "day": clock.today().isoformat(), "who": "、".join(labels.values()) or "—"
    }  # fmt: skip
    heads = [
        _("Body"), _("Place"), _("Post"), _("Name"), _("From"), _("Last day"), _("How appointed"), _("Where from"),
        _("Unit or organisation"),
    ]  # fmt: skip
    sheet = excel.begin(
        book, _("Terms"), title=_("Bodies and terms"), by_line=by_line, heads=heads, widths=WIDTHS,
        footer=_("Page &P of &N"),
    )  # fmt: skip
    words = bases()
    for line in lines:
        for post in line.posts:
            for seat in post.seats:
                excel.append(
                    sheet,
                    [
                        line.name, line.place, post.title, seat.name, seat.since, seat.until,
                        words.get(seat.basis, seat.basis), seat.source, seat.unit,
                    ],
                )  # fmt: skip
            for _n in range(post.free):
                excel.append(sheet, [line.name, line.place, post.title, _("vacant"), None, None, "", "", ""])
    return book
