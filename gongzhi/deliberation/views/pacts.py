"""`/pacts/`: what is in force where one lives, what came before, two texts side by side, on paper."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.forms.pacts import CompareForm
from gongzhi.deliberation.models import Pact, PactVersion
from gongzhi.deliberation.queries import pact_papers as on_paper
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.queries.topics import link_of
from gongzhi.deliberation.rules.pacts import PactState, Part, compare, number_words
from gongzhi.kit import papers
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.places import public as places


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Pacts that residents may read, of all places or of one and those around it."""
    text = request.GET.get("q", "")[:60]
    place = id_of(request.GET.get("place"))
    if place is not None:
        places.get(place)
    rows = queries.public(text=text, place_id=place)
    page = paged(rows, ["title", "id"], after=request.GET.get("after", ""), size=20)
    found = [(p, *_now(list(p.public_versions))) for p in page.items]  # type: ignore[attr-defined]
    return render(request, "deliberation/pacts.html", {"page": page, "rows": found, "q": text, "place": place})


def _now(rows: list[PactVersion]) -> tuple[str, bool]:
    held = queries.holding(rows)
    asked = any(queries.state(v) is PactState.PROPOSED for v in rows)
    return (queries.state_words(held) if held else _("nothing in force")), asked


def seen(request: HttpRequest, pact: Pact) -> list[PactVersion]:
    """The versions that this reader may read: drafts are for who writes them. Raises NotFound where there is none."""
    rows = queries.versions(pact)
    if queries.runs(actor_of(request), pact):
        return rows
    rows = [v for v in rows if queries.is_public(v)]
    if not rows:
        raise NotFound("There is no such pact.")
    return rows


def one(request: HttpRequest, pact: Pact, version_id: int) -> PactVersion:
    """One of them. Raises NotFound."""
    found = next((v for v in seen(request, pact) if v.pk == version_id), None)
    if found is None:
        raise NotFound("There is no such pact.")
    return found


def numbered(version: PactVersion) -> list[tuple[str, str]]:
    """(第N条, text)."""
    return [(number_words(n), text) for n, text in enumerate(version.articles, start=1)]


@require_safe
def show(request: HttpRequest, pact_id: int, version_id: int | None = None) -> HttpResponse:
    """What is in force, in large plain type (or the version asked for); below it drafts before the residents and
    every earlier version with who decided it when."""
    pact = queries.get(pact_id)
    rows = [v for v in seen(request, pact) if version_id is not None or queries.is_public(v)]
    shown = one(request, pact, version_id) if version_id is not None else queries.holding(rows)
    if not rows:
        raise NotFound("There is no such pact.")
    history = [
        {
            "row": v, "name": on_paper.name_of(v), "state": queries.state_words(v), "decided": on_paper.decided(v),
            "before": next((w for w in rows if w.number and v.number and w.number < v.number), None),
        }
        for v in rows if v.number
    ]  # fmt: skip
    asked = [v for v in rows if v.topic is not None and queries.state(v) in (PactState.PROPOSED, PactState.ADOPTED)]
    context = {
        "pact": pact, "shown": shown, "articles": numbered(shown) if shown else [], "history": history,
        "state": queries.state_words(shown) if shown else "", "decided": on_paper.decided(shown) if shown else "",
        "several": len(rows) > 1,
        "name": on_paper.name_of(shown) if shown else "", "asked": [(v, _topic(v), v == shown) for v in asked],
        "held": queries.holding(rows), "asked_for": version_id,
    }  # fmt: skip
    return render(request, "deliberation/pact.html", context)


def _topic(version: PactVersion) -> str:
    return link_of(version.topic) if version.topic is not None and version.topic.shown == "shown" else ""


@require_safe
def side_by_side(request: HttpRequest, pact_id: int) -> HttpResponse:
    """Two texts article by article; what went and what came stands in brackets with its word."""
    pact = queries.get(pact_id)
    rows = seen(request, pact)
    names = [(str(v.pk), f"{on_paper.name_of(v)} · {queries.state_words(v)}") for v in rows]
    form = CompareForm(request.GET, choices=names)
    held = queries.holding(rows)
    b = _asked(request, pact, "b", rows[0])
    rest = [v for v in rows if v.pk != b.pk]
    a = _asked(request, pact, "a", held if held is not None and held.pk != b.pk else (rest or rows)[0])
    form = CompareForm({"a": str(a.pk), "b": str(b.pk)}, choices=names)
    found = compare(a.articles, b.articles)
    only = "only" in request.GET
    lines = [
        {
            "kind": row.kind, "old": _marked(row.old), "new": _marked(row.new),
            "old_number": number_words(row.old_number) if row.old_number else "",
            "new_number": number_words(row.new_number) if row.new_number else "",
        }
        for row in found if not only or row.kind != "same"
    ]  # fmt: skip
    count = {kind: sum(1 for row in found if row.kind == kind) for kind in ("same", "changed", "new", "gone")}
    context = {
        "pact": pact, "form": form, "a": on_paper.name_of(a), "b": on_paper.name_of(b), "lines": lines, "count": count,
        "only": only, "a_id": a.pk, "b_id": b.pk,
        "choices": names,
    }  # fmt: skip
    return render(request, "deliberation/pact_compare.html", context)


def _asked(request: HttpRequest, pact: Pact, name: str, default: PactVersion) -> PactVersion:
    wanted = id_of(request.GET.get(name))
    return one(request, pact, wanted) if wanted is not None else default


def _marked(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    return [{"kind": p.kind, "text": p.text} for p in parts]


@require_safe
def paper(request: HttpRequest, pact_id: int, version_id: int, form: str) -> HttpResponse | FileResponse:
    """A version as a page to print, in Word, in PDF."""
    pact = queries.get(pact_id)
    return papers.download(on_paper.text_paper(one(request, pact, version_id)), form)


@require_safe
def poster(request: HttpRequest, pact_id: int, form: str) -> HttpResponse | FileResponse:
    """A sheet for the notice board with the code of the pact's page."""
    pact = queries.get(pact_id)
    seen(request, pact)
    link = request.build_absolute_uri(reverse("deliberation:pact", args=[pact.pk]))
    return papers.download(on_paper.poster(pact, link), form)
