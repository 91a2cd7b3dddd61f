"""`/desk/structure/papers/KIND/ID/FORM/`: the papers of structure to print, in Word, in PDF.

Another paper is one more line in BUILDERS: `(id, actor) -> Built`, which raises what the page of the thing raises.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import NotFound
from gongzhi.kit import papers
from gongzhi.structure.actions.papers import note
from gongzhi.structure.views import paper_emergency, paper_forming, paper_grids, paper_sheets

BUILDERS: dict[str, Callable[[int, Actor], paper_sheets.Built]] = {
    "agreement": paper_sheets.agreement,
    "duty": paper_sheets.duty,
    "emergency": paper_emergency.report,
    "forming": paper_forming.application,
    "grid": paper_grids.notice,
    "handover": paper_sheets.handing_over,
    "minutes": paper_sheets.minutes,
    "pair-report": paper_sheets.pair_report,
}


@login_required
@require_safe
def paper(request: HttpRequest, kind: str, about: int, form: str) -> HttpResponse | FileResponse:
    """One paper in one of its forms, for who sees the thing it is about; files are noted in the ledger."""
    build = BUILDERS.get(kind)
    if build is None or form not in papers.FORMS:
        raise NotFound("There is no such paper.")
    actor = actor_of(request)
    made = build(about, actor)
    answer = papers.download(made.paper, form)
    if form != "page" and answer.status_code == 200:
        note(actor=actor, kind=kind, form=form, about=about, place_id=made.place_id)
    return answer
