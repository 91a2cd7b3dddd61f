"""The record of a round of talks (草根议会记录)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.deliberation.models import Round, Series
from gongzhi.deliberation.queries import talks as queries
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.orgs import public as orgs


def record_of(series: Series, row: Round) -> Paper:
    """Who was invited and came, what was said, what it agreed, struck off and carried over."""
    found = next(r for r in queries.rounds(series) if r["row"].pk == row.pk)
    came = [(g["post"] or g["side"], "—" if g["row"].came is None else g["row"].came) for g in found["guests"]]
    said = [
        f"{s['side']}：{s['row'].words}" + (f"（{s['row'].source}）" if s["row"].source else "") for s in found["said"]
    ]
    head = [_("What was agreed"), _("Who carries it out"), _("Until")]
    agreed = [(a["title"], a["owner"], a["row"].due_on) for a in found["agreed"]]
    sections = [Section(_("Who was invited and came"), tables=[Table([_("Who was invited"), _("Came")], came, (4, 1))])]
    if said:
        sections.append(Section(_("What was said in it"), said))
    sections.append(Section(_("What the round came to"), [row.summary or row.reason or _("Not written down yet.")]))
    if agreed:
        sections.append(Section(_("What was agreed"), tables=[Table(head, agreed, (5, 3, 2))]))
    for title, rows in ((_("Struck off"), found["struck"]), (_("Carried over"), _open(found))):
        if rows:
            words = [(a["title"], a["owner"], a["row"].due_on) for a in rows]
            sections.append(Section(title, tables=[Table(head, words, (5, 3, 2))]))
    return Paper(
        _("Record of round %(n)s: %(subject)s") % {"n": row.n, "subject": series.subject}, "",
        [(_("When"), f"{clock.local(row.starts_at):%Y-%m-%d %H:%M}"), (_("Venue"), row.venue),
         (_("Convened by"), orgs.post_label(series.post_id))],
        sections, [Signature(orgs.post_label(series.post_id)), Signature(_("Written by"))], by=series.place.name,
        day=clock.local(row.starts_at).date(),
    )  # fmt: skip


def _open(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What an earlier round agreed and this one did not strike off."""
    return [a for a in found["carried"] if a not in found["struck"]]
