"""What the page of a line shows, by its owner's link or at the desk, and how its acts are done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.needs import public as needs
from gongzhi.needs.forms import DAYS, MATCH_STATES, STATES
from gongzhi.needs.models import ContactLook, ListLine, NeedMatch
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LIVE, MatchState, Side
from gongzhi.needs.views.panels import Panel, Panels
from gongzhi.orgs import public as orgs

LIGHTS = {
    "asked": "yellow", "new": "yellow", "open": "blue", "refused": "grey", "ended": "grey", "proposed": "yellow",
    "agreed": "blue", "done": "green", "not_done": "grey", "declined": "grey", "lapsed": "grey",
}  # fmt: skip


def state_words(state: str) -> str:
    """How a state of a line or a match is called."""
    return str(dict([*STATES, *MATCH_STATES]).get(state, state))


def time_words(line: ListLine) -> str:
    """Days and hours of a line."""
    names = dict(DAYS)
    days = "、".join(str(names[d]) for d in line.weekdays) if line.weekdays else _("every day")
    hours = ""
    if line.opens or line.closes:
        opens = f"{line.opens:%H:%M}" if line.opens else ""
        closes = f"{line.closes:%H:%M}" if line.closes else ""
        hours = f" {opens}–{closes}"
    return f"{line.starts_on:%Y-%m-%d} — {line.ends_on:%Y-%m-%d}，{days}{hours}"


def amount_words(amount: int, kind: str) -> str:
    """How much, with what it counts."""
    return f"{amount} {matches.unit_of(kind)}".strip()


def row_of(line: ListLine, titles: dict[str, str]) -> dict[str, Any]:
    """A line as lists show it."""
    return {
        "line": line, "number": spoken(line.number), "kind": titles.get(line.kind, line.kind),
        "time": time_words(line), "left": amount_words(line.left, line.kind),
        "amount": amount_words(line.amount, line.kind), "light": LIGHTS[line.state], "state": state_words(line.state),
        "for": line.body or _("a resident"),
    }  # fmt: skip


class LinePage:
    """The page of a line for one reader."""

    def __init__(self, request: HttpRequest, line: ListLine, actor: Actor, *, own: bool, back: str) -> None:
        self.request, self.line, self.actor, self.own, self.back = request, line, actor, own, back
        self.staff = not own and lines.may_run(actor, line.place_id)
        self.own = own or lines.owns(actor, line)

    def show(self, *, verb: str = "", shown: str = "", status: int = 200) -> HttpResponse:
        """The page; `verb`: the act whose form comes back with what was typed."""
        data = self.request.POST if verb else None
        panels = Panels(self.line, self.actor, own=self.own, staff=self.staff, data=data, verb=verb)
        context = self._context(panels) | {"shown": shown}
        template = "needs/own.html" if self.back.startswith("/needs/") else "needs/desk_line.html"
        return render(self.request, template, context, status=status)

    def _context(self, panels: Panels) -> dict[str, Any]:
        line, titles = self.line, lines.titles()
        met = matches.of_line(line)
        fits = matches.fitting(line, hidden=self.staff)
        unit = matches.unit_of(line.kind)
        return row_of(line, titles) | {
            "held": line.state in needs.changing.CHANGEABLE and any(m.state in LIVE for m in met),
            "agreed": any(m.state == MatchState.AGREED for m in met),
            "back": self.back, "own": self.own, "staff": self.staff, "panels": panels.of_line(),
            "contact": lines.contact(line) if self.own or self.staff else None,
            "matches": [self._match(m, panels) for m in met],
            "fits": [(row_of(o, titles), matches.why(f, unit), panels.of_fit(o, f)) for o, f in fits],
            "looks": self._looks(), "other": Side(line.side).other.value, "rules": lines.rules(),
            "post": orgs.post_label(line.post_id) if line.post_id else "",
        }  # fmt: skip

    def _match(self, match: NeedMatch, panels: Panels) -> dict[str, Any]:
        side = matches.side_of(match, self.line)
        other = match.service if side is Side.NEED else match.need
        answers = [(_("the need"), match.need_agrees), (_("the service"), match.service_agrees)]
        return {
            "match": match, "other": other, "amount": amount_words(match.amount, other.kind),
            "light": LIGHTS[match.state], "state": state_words(match.state), "answers": answers,
            "time": time_words(other), "panels": panels.of_match(match), "for": other.body or _("a resident"),
            "waits": match.state == MatchState.PROPOSED,
            "href": f"/desk/needs/{other.pk}/" if self.staff and lines.may_run(self.actor, other.place_id) else "",
            "used": amount_words(match.used, other.kind) if match.used else "",
        }  # fmt: skip

    def _looks(self) -> list[dict[str, Any]]:
        rows = ContactLook.objects.filter(line=self.line).order_by("-id")[:50]
        return [
            {"at": r.at, "who": _("the other side of a match") if r.match_id else _("staff of the community"),
             "reason": r.reason}
            for r in rows
        ]  # fmt: skip

    def act(self, verb: str) -> HttpResponse:
        """Do one of the acts that are open now; a form that is wrong comes back with what was typed."""
        panels = Panels(self.line, self.actor, own=self.own, staff=self.staff, data=self.request.POST, verb=verb)
        panel = self._panel(panels, verb, id_of(self.request.POST.get("about")))
        if panel is None and verb == "edit":
            messages.error(self.request, _("Somebody counts on this line as it stands; it is not changed now."))
            return redirect(self.back)
        if panel is None:
            raise NotFound("There is no such act.")
        if panel.form.is_valid():
            try:
                shown = panel.do(dict(panel.form.cleaned_data))
            except (Invalid, Conflict, NotAllowed) as error:
                if verb == "edit" and not isinstance(error, Invalid):  # what stands there now is shown
                    messages.error(self.request, text_of(error))
                    return redirect(self.back)
                add_to_form(panel.form, error)
                messages.error(self.request, "；".join(str(e) for es in panel.form.errors.values() for e in es))
            else:
                if isinstance(shown, lines.Contact):  # said once, kept nowhere
                    self.line.refresh_from_db()
                    return self.show(shown=f"{shown.name} {shown.phone}".strip())
                messages.success(self.request, panel.done or _("Done."))
                return redirect(self.back)
        self.line.refresh_from_db()
        return self.show(verb=verb, status=422)

    def _panel(self, panels: Panels, verb: str, about: int | None) -> Panel | None:
        if verb == "match":
            fits = matches.fitting(self.line, hidden=self.staff)
            return next((panels.of_fit(o, f) for o, f in fits if o.pk == about), None)
        found = panels.of_line()
        if about is not None:
            found += [p for m in matches.of_line(self.line) if m.pk == about for p in panels.of_match(m)]
        return next((p for p in found if p.verb == verb and p.about in (None, about)), None)
