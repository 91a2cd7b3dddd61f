"""`/desk/board/owed/`: what is to be disclosed, by whom, until when; as an Excel table too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, may, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.disclosure.forms import OwedForm
from gongzhi.disclosure.queries.classes import period_words
from gongzhi.disclosure.queries.owed import Owed, Owners, Stand, owed
from gongzhi.disclosure.views.words import COLOURS, board_title, stand_words
from gongzhi.kit import excel
from gongzhi.kit.paging import Page, decode, encode
from gongzhi.orgs import public as orgs
from gongzhi.packs.public import active, named
from gongzhi.places import public as places

SIZE = 50
STATES = {
    "": (Stand.LATE, Stand.DUE), "late": (Stand.LATE,), "coming": (Stand.COMING,),
    "done": (Stand.DONE, Stand.DONE_LATE), "all": tuple(Stand),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list in words; `act` is where it is done, empty where one may not."""

    owed: Owed
    title: str
    board: str
    period: str
    colour: str
    stand: str
    owner: str
    act: str
    about: str


def _wanted(request: HttpRequest, actor: Actor) -> tuple[OwedForm, list[Owed], dict[int, int | None]]:
    """The form of the list's filters, the lines it asks for, and who owes each (by its place in the list)."""
    at = scopes(actor, Permission.BOARD_PUBLISH) | scopes(actor, Permission.ORG_SEE)
    if not at:
        raise Forbidden("Your posts do not allow this here.")
    kinds = sorted({active().level(key).kind for d in active().disclosures for key in d.levels})
    tops = places.subtree(sorted(at), tuple(kinds))
    form = OwedForm(request.GET, places=[(str(p.pk), p.name) for p in tops])
    form.is_valid()
    data = form.cleaned_data
    chosen = int(data["place"]) if data.get("place") else None
    keys = [d.key for d in active().disclosures if data.get("board") in ("", None, d.board)]
    if data.get("disclosure"):
        keys = [k for k in keys if k == data["disclosure"]]
    stands = STATES[data.get("state") or ""]
    lines = [o for o in owed([chosen] if chosen else at, keys=keys) if o.stand in stands]
    owners = Owners({o.place_id for o in lines})
    of = {n: owners.of(o.item, o.place_id) for n, o in enumerate(lines)}
    if data.get("mine"):
        own = [n for n in of if of[n] in actor.post_ids]
        lines, of = [lines[n] for n in own], {m: of[n] for m, n in enumerate(own)}
    return form, lines, of


def _in_words(lines: list[Owed], owners: list[int | None], actor: Actor | None) -> list[Line]:
    labels = orgs.post_labels({o for o in owners if o is not None})
    allowed: dict[int, bool] = {}
    if actor is not None:
        for place_id in {o.place_id for o in lines}:
            allowed[place_id] = may(actor, Permission.BOARD_PUBLISH, places.ancestors(place_id))
    return [
        Line(
            o, named(o.item), board_title(o.item.board), period_words(o.period.key), COLOURS[o.stand], stand_words(o),
            labels.get(owner or 0, _("no post found")),
            _act(o) if allowed.get(o.place_id) and o.stand not in (Stand.DONE, Stand.DONE_LATE) else "", _about(o),
        )
        for o, owner in zip(lines, owners, strict=True)
    ]  # fmt: skip


def _act(line: Owed) -> str:
    query = urlencode([("class", line.item.key), ("period", line.period.key), ("place", str(line.place_id))])
    return f"{reverse('disclosure:desk-new' if line.item.by == 'posting' else 'disclosure:desk-day-new')}?{query}"


def _about(line: Owed) -> str:
    if line.about is None:
        return ""
    return reverse("disclosure:detail" if line.item.by == "posting" else "disclosure:day", args=[line.about])


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lines, the most urgent first."""
    actor = staff_of(request)
    form, lines, owners = _wanted(request, actor)
    after = request.GET.get("after", "")
    start = int(decode(after)[0]) if after else 0
    part = lines[start : start + SIZE]
    following = encode([start + SIZE]) if len(lines) > start + SIZE else ""
    query = request.GET.copy()
    query.pop("after", None)
    context: dict[str, Any] = {
        "form": form, "rows": _in_words(part, [owners[n] for n in range(start, start + len(part))], actor),
        "page": Page(part, following, after, str(len(lines))), "total": len(lines), "query": query.urlencode(),
        "late": sum(o.stand is Stand.LATE for o in lines), "day": clock.today(),
    }  # fmt: skip
    return render(request, "disclosure/owed.html", context)


@login_required
@require_safe
def table(request: HttpRequest) -> FileResponse:
    """The same lines as .xlsx."""
    actor = staff_of(request)
    _form, lines, owners = _wanted(request, actor)
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    book, name = excel.new(), _("What is to be disclosed")
    values = {"unit": next(iter(labels.values()), ""), "day": f"{clock.today():%Y-%m-%d}"}
    sheet = excel.begin(
        book, name, title=name, by_line=_("Compiled by: %(unit)s    Date: %(day)s") % values,
        heads=[_("No."), _("Place"), _("Board"), _("Class of disclosure"), _("For which period"),
               _("To be done by"), _("State"), _("Who owes it"), _("Disclosed on")],
        widths=(6, 20, 14, 40, 18, 12, 18, 30, 12), footer=_("Page &P of &N"),
    )  # fmt: skip
    cut = lines[: excel.ROWS_MOST]
    for n, row in enumerate(_in_words(cut, [owners[n] for n in range(len(cut))], None), start=1):
        line = row.owed
        excel.append(sheet, [
            n, line.place, row.board, row.title, row.period, line.due, row.stand, row.owner, line.done or "",
        ])  # fmt: skip
    return excel.download(book, name)
