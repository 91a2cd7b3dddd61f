"""What is printed: the agreement (人民调解协议书, or the record of an oral one), the record of the mediation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit import papers
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.views.desk import _inside


@login_required
@require_safe
def paper(request: HttpRequest, matter_id: int, what: str, form: str) -> HttpResponse | FileResponse:
    """One of the papers, for who mediates the case alone. Raises NotFound, Forbidden."""
    actor = actor_of(request)
    case = queries.get(matter_id, actor)
    queries.require_mediates(actor, case)
    makers = {"agreement": _agreement, "record": _record}
    if what not in makers or case.forgotten_at is not None:
        raise NotFound("There is no such paper.")
    return papers.download(makers[what](case), form)


def _sides(case: Case) -> list[tuple[str, str]]:
    return [
        (queries.side_label(s.position), " ".join(x for x in (s.name, s.address) if x)) for s in queries.sides(case)
    ]


def issuer(case: Case) -> str:
    """The committee that issues the agreement, as it stands on the paper: of the place of the mediator's body."""
    place = case.issued_by.place if case.issued_by is not None else case.matter.place
    return f"{place.name}{queries.way_of(case).committee}"


def _agreement(case: Case) -> papers.Paper:
    if case.agreed_on is None:
        raise NotFound("There is no such paper.")
    oral = case.form == "oral"
    until = case.court_until.isoformat() if case.court_until else ""
    notes = [
        _("The sides agreed of their own free will; the mediation was free of charge."),
        _("Both sides may ask the court together to confirm this agreement, until %(day)s at the latest.")
        % {"day": until},
        _("Where it is not kept, or the sides disagree on what it says, each may go to court."),
    ]
    return papers.Paper(
        title=_("Record of an oral agreement") if oral else _("Agreement by people's mediation"),
        number=spoken(case.number),
        facts=[*_sides(case), (_("Kind of dispute"), queries.kind_words(case))],
        sections=[
            papers.Section(_("What the dispute is about"), [queries.unseal(case.words, "words", case.pk)]),
            papers.Section(_("What the sides agreed on"), [queries.unseal(case.terms, "terms", case.pk)]),
            papers.Section(_("Notes"), notes),
        ],
        signatures=([] if oral else [papers.Signature(queries.side_label(s.position)) for s in queries.sides(case)])
        + [papers.Signature(_("Mediator"), case.mediated_by)],
        by=issuer(case), day=case.agreed_on,
    )  # fmt: skip


def _record(case: Case) -> papers.Paper:
    inside = _inside(case, queries.way_of(case))
    sections = [papers.Section(_("What the dispute is about"), [inside["words"]])]
    sections += [
        papers.Section(title, [f"{label}：{words}" for label, words in rows if words])
        for title, rows in inside["sheets"]
    ]
    sections += [
        papers.Section(f"{clock.local(s.starts_at):%Y-%m-%d %H:%M} {s.venue}", [notes])
        for s, notes in inside["sittings"] if s.state == "held"
    ]  # fmt: skip
    return papers.Paper(
        title=_("Record of the mediation"), number=spoken(case.number),
        facts=[*_sides(case), (_("Kind of dispute"), queries.kind_words(case))], sections=sections,
        by=case.matter.place.name, day=clock.today(),
    )  # fmt: skip
