"""`/desk/structure/two-way/`: messages between the levels: received, sent, late in one's area; one written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, actor_of, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.structure.actions import two_way as actions
from gongzhi.structure.forms import two_way as forms
from gongzhi.structure.forms.meetings import ReasonForm
from gongzhi.structure.models import Letter, LetterPart
from gongzhi.structure.queries import two_way as queries
from gongzhi.structure.views.shared import table

INDEX = "/desk/structure/two-way/"


def photos_of(form: Form, actor: Actor) -> tuple[int, ...]:
    """The ids of the pictures that were sent. Raises Invalid."""
    sent = [form.cleaned_data[name] for name in ("photo1", "photo2") if form.cleaned_data.get(name)]
    return tuple(files.accept_image(one, actor=actor).pk for one in sent)


def part_states() -> list[tuple[str, str]]:
    """The states of parts for a filter."""
    return [
        ("waiting", _("not answered")), ("unread", _("not read")), ("late", _("past its day")),
        ("answered", _("answered")),
    ]  # fmt: skip


def state_of(part: LetterPart) -> tuple[str, str]:
    """(colour, words) of a part: answered, taken back, late by so many days, read, not read."""
    if part.letter.taken_back_at is not None:
        return "grey", _("Taken back")
    due = part.matter.due_at
    if part.answered_at is not None:
        late = due is not None and part.answered_at > due
        return ("grey", _("Answered, late")) if late else ("grey", _("Have answered"))
    if due is not None and due < clock.now():
        days = (clock.today() - clock.local(due).date()).days
        return "red", (_("%(n)d days overdue") % {"n": days}) if days else _("Overdue since today")
    words = _("Not read") if part.read_at is None else _("Read, not answered")
    return ("yellow" if part.matter.light == "yellow" else "green"), words


def _networks() -> list[tuple[str, str]]:
    return [(n.key, packs.named(n)) for n in packs.active().networks]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What one received, sent, or what is late in one's area (`tab`)."""
    actor = staff_of(request)
    lines = queries.lines(actor)
    oversees = bool(scopes(actor, queries.OVERSEES))
    tab = request.GET.get("tab", "")
    tab = tab if tab in ("sent", "late" if oversees else "sent") else "received"
    form = forms.NarrowForm(request.GET, states=part_states(), networks=_networks())
    form.is_valid()
    after, asked = request.GET.get("after", ""), form.cleaned_data
    context: dict[str, Any] = {
        "form": form, "tab": tab, "tabs": _tabs(tab, oversees), "known": queries.rule() is not None,
        "may_down": any(line.down for line in lines), "may_up": any(line.up for line in lines),
        "narrowed": any(asked.values()),
    }  # fmt: skip
    if tab == "sent":
        page: Any = paged(queries.narrow_letters(queries.sent(actor), asked), ["-id"], after=after, size=30)
        context["rows"] = letter_rows(page.items)
    else:
        rows = queries.received(actor) if tab == "received" else queries.late_below(actor)
        page = paged(queries.narrow(rows, asked), ["-matter_id"], after=after, size=30)
        context["rows"] = [(p, queries.network_title(p.letter.network), *state_of(p)) for p in page.items]
    return render(request, "structure/two_way.html", context | {"page": page})


def _tabs(current: str, oversees: bool) -> list[dict[str, Any]]:
    names = [
        ("received", _("Messages received")),
        ("sent", _("Messages sent")),
        *([("late", _("Late in my area"))] if oversees else []),
    ]
    return [{"href": f"{INDEX}?tab={key}", "label": label, "current": key == current} for key, label in names]


def letter_rows(found: Iterable[Letter]) -> list[tuple[Letter, str, bool]]:
    """(message, network, whether somebody is late)."""
    now = clock.now()
    return [
        (x, queries.network_title(x.network),
         x.taken_back_at is None and x.answered_number < x.parts_number and x.answer_by < now)
        for x in found
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, way: str) -> HttpResponse:
    """Write a message `down` to posts below, or `up` to an office."""
    actor, upward = staff_of(request), way == "up"
    if way not in ("up", "down"):
        raise NotFound("There is no such address.")
    lines = [line for line in queries.lines(actor) if (line.up if upward else line.down)]
    rule = queries.rule()
    if rule is None or not lines:
        raise Forbidden("Your post stands in no network in which it could write this.")
    form = _write_form(request, lines, upward, rule.answer_days)
    sure: dict[str, int] = {}
    if request.method == "POST" and form.is_valid():
        try:
            made, sure = _send(form, actor, upward)
        except Invalid as error:
            add_to_form(form, error)
        else:
            if made is not None:
                messages.success(request, _("The message is sent."))
                return redirect("structure:letter", made.pk)
    context = {"form": form, "upward": upward, "back": INDEX, "sure": sure}
    return render(request, "structure/two_way_write.html", context, status=422 if form.errors else 200)


def _write_form(request: HttpRequest, lines: list[queries.Line], upward: bool, days: int) -> Any:
    labels = packs.active()
    named = [(x.key, f"{packs.named(x.network)} · {packs.named(labels.post_kind(x.post.kind))}") for x in lines]
    given = (request.POST or None, request.FILES or None)
    if upward:
        offices = {p.pk: p.label for line in lines for p in queries.offices(line)}
        return forms.UpForm(*given, lines=named, offices=list(offices.items()), initial={"days": days})
    kinds = {k: packs.named(labels.post_kind(k)) for line in lines for k in line.down}
    below = queries.places_below(lines)
    return forms.DownForm(*given, lines=named, kinds=list(kinds.items()), places=below, initial={"days": days})


def _send(form: Any, actor: Actor, upward: bool) -> tuple[Letter | None, dict[str, int]]:
    """Send it; downwards only once the sender has seen to how many posts it goes: then (None, numbers)."""
    data = form.cleaned_data
    line = queries.line_of(actor, data["line"], upward=upward)
    if not upward:
        posts = queries.receivers(line, data["kinds"], data.get("places") or [])
        if not posts:
            raise Invalid("There is no such post in the places chosen.", field="kinds")
        if data["sure"] != str(len(posts)):
            held = orgs.holders_of(p.pk for p in posts).values()
            empty = sum(h.person_id is None for h in held)
            return None, {"posts": len(posts), "places": len({p.place_id for p in posts}), "empty": empty}
    draft = actions.LetterDraft(data["subject"], data["words"], data["days"], photos_of(form, actor))
    if upward:
        return actions.send_up(line, draft, post_id=data["office"], actor=actor), {}
    chosen = data.get("places") or []
    return actions.send_down(line, draft, kinds=data["kinds"], place_ids=chosen, actor=actor), {}


@login_required
@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A message for its sender: who has read, answered, is late."""
    actor = actor_of(request)
    return _letter(request, queries.letter(letter_id, actor), actor)


def _letter(request: HttpRequest, found: Letter, actor: Actor, back: Form | None = None) -> HttpResponse:
    form = forms.NarrowForm(request.GET, states=part_states(), networks=[])
    form.is_valid()
    rows = queries.narrow(queries.parts().filter(letter=found), form.cleaned_data)
    page = paged(rows, ["matter_id"], after=request.GET.get("after", ""), size=50)
    mine = found.sender_id in actor.post_ids and found.taken_back_at is None
    context = {
        "letter": found, "network": queries.network_title(found.network), "form": form, "page": page,
        "rows": [(p, *state_of(p)) for p in page.items], "photos": files.files_of(found.pk),
        "waits": mine and found.answered_number < found.parts_number,
        "back": (back or ReasonForm(prefix="back")) if mine and not found.answered_number else None,
        "narrowed": any(form.cleaned_data.values()), "query": request.GET.urlencode(),
        "late": queries.parts().filter(letter=found, answered_at=None, matter__due_at__lt=clock.now()).count(),
        "reminded_today": found.reminded_on == clock.today(),
    }  # fmt: skip
    return render(request, "structure/letter.html", context, status=422 if back else 200)


@login_required
@require_POST
def act(request: HttpRequest, letter_id: int, verb: str) -> HttpResponse:
    """`remind` who has not answered, `back` takes it back."""
    actor = actor_of(request)
    found = queries.letter(letter_id, actor)
    if verb not in ("remind", "back"):
        raise NotFound("There is no such action.")
    form = ReasonForm(request.POST, prefix="back")
    if verb == "back" and not form.is_valid():
        return _letter(request, found, actor, form)
    try:
        if verb == "remind":
            number = actions.remind(found, actor=actor)
            messages.success(request, _("%(n)d posts were reminded.") % {"n": number})
        else:
            actions.take_back(found, actor=actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("The message is taken back."))
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
    return redirect("structure:letter", letter_id)


@login_required
@require_safe
def export(request: HttpRequest, letter_id: int) -> FileResponse:
    """The answers of a message, narrowed as on its page, as an Excel table."""
    actor = actor_of(request)
    found = queries.letter(letter_id, actor)
    form = forms.NarrowForm(request.GET, states=part_states(), networks=[])
    form.is_valid()
    rows = queries.narrow(queries.parts().filter(letter=found), form.cleaned_data).order_by("matter_id")
    heads = [
        _("No."),
        _("Post"),
        _("Place"),
        _("State"),
        _("Read"),
        _("Have answered"),
        _("What was answered"),
        _("Asked once more"),
    ]
    lines = [
        [n, p.post.label, p.matter.place.name, state_of(p)[1], _moment(p.read_at), _moment(p.answered_at), p.answer,
         p.question]
        for n, p in enumerate(rows[: ROWS_MOST + 1], start=1)
    ]  # fmt: skip
    return table(actor, found.subject[:40], heads, (6, 30, 18, 14, 16, 16, 60, 40), lines)


def _moment(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


@login_required
@require_safe
def photo(request: HttpRequest, letter_id: int, file_id: int) -> HttpResponse:
    """A picture of a message, for who sees it or has a part of it."""
    actor = actor_of(request)
    if not queries.received(actor).filter(letter=letter_id).exists():
        queries.letter(letter_id, actor)
    return serve(request, letter_id, file_id)


def serve(request: HttpRequest, about: int, file_id: int) -> HttpResponse:
    """The file, where it belongs to that. Raises NotFound."""
    stored = next((f for f in files.files_of(about) if f.pk == file_id), None)
    if stored is None:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb="thumb" in request.GET)
