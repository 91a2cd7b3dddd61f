"""The acts that are open now on a line, each with its form: the same for its owner's link and for the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.kit.forms import Form, id_of
from gongzhi.needs import forms
from gongzhi.needs import public as needs
from gongzhi.needs.models import ListLine, NeedMatch
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LineState, MatchState, Side
from gongzhi.needs.rules.matching import Fit

Do = Callable[[dict[str, Any]], object]


@dataclass
class Panel:
    """One act: verb, words, form; `about`: the match or the other line that it is about."""

    verb: str
    title: str
    button: str
    form: Form
    do: Do
    done: str = ""
    hint: str = ""
    about: int | None = None
    quiet: bool = False


class Panels:
    """The acts on a line. `own`: the link was checked, or the actor's post speaks for the body; `staff`: the actor runs
    the lists at its place."""

    def __init__(
        self, line: ListLine, actor: Actor, *, own: bool, staff: bool, data: QueryDict | None = None, verb: str = ""
    ) -> None:
        self.line, self.actor, self.own, self.staff = line, actor, own, staff
        self.data, self.verb = data, verb

    def _given(self, verb: str, about: int | None = None) -> QueryDict | None:
        if self.data is None or self.verb != verb:
            return None
        return self.data if about is None or id_of(self.data.get("about")) == about else None

    def of_line(self) -> list[Panel]:
        """About the line itself."""
        line, found = self.line, list[Panel]()
        if line.state == LineState.ASKED:
            for verb, title, yes in (("agree", _("It may stand on the list"), True),
                                     ("refuse", _("It may not stand on the list"), False)):  # fmt: skip
                hint = "" if self.own or not yes else _("The reporter has told you so.")
                found.append(self._button(verb, title, self._consent(yes), hint=hint))
        if line.state == LineState.NEW and self.staff:
            form = forms.LookForm(self._given("look"), initial={"words": line.words})
            found.append(Panel("look", _("Look at it"), _("Save"), form, lambda d: needs.keeping.look(
                line, show=d["show"] == "1", reason=d["reason"], words=d["words"], actor=self.actor)))  # fmt: skip
        if self.staff and line.sealed and lines.contact(line).phone:
            form_ = forms.ReasonForm(self._given("contact"))
            found.append(Panel("contact", _("Show the contact"), _("Show it (recorded)"), form_, lambda d: (
                needs.keeping.show_contact(line, actor=self.actor, reason=d["reason"])), quiet=True))  # fmt: skip
        if (changed := self._edit()) is not None:
            found.append(
                Panel(
                    "edit",
                    _("Change it"),
                    _("Save the change"),
                    changed,
                    lambda d: needs.changing.change(line, changed.edit(), actor=self.actor, own=self.own),
                    quiet=True,
                    done=_("Changed."),
                    hint=_("Other words are looked at again before they stand on the list.") if self._again() else "",
                )
            )
        if line.state in (LineState.ASKED, LineState.NEW, LineState.OPEN):
            found.append(self._button("end", _("Strike the line"), lambda d: needs.keeping.end(
                line, actor=self.actor, own=self.own), quiet=True, done=_("Taken off the list.")))  # fmt: skip
        return found

    def _again(self) -> bool:
        return self.own and self.line.post_id is None and self.line.state == LineState.OPEN

    def _edit(self) -> forms.EditForm | None:
        """The form of a line that may be changed now: nobody counts on it as it stands."""
        line = self.line
        if line.state not in needs.changing.CHANGEABLE or matches.is_bound(line):
            return None
        places = lines.places_of()
        names = ("version", "words", "amount", "starts_on", "ends_on", "opens", "closes", "hidden")
        first = {n: getattr(line, n) for n in names} | {
            "place": line.place_id, "reach": line.reach_id if line.reach_id != line.place_id else None,
            "weekdays": list(line.weekdays),
        }  # fmt: skip
        return forms.EditForm(
            self._given("edit"), side=line.side, places=places, reaches=places, initial=first, own=self.own,
            auto_id="id_edit_%s",
        )  # fmt: skip

    def of_fit(self, other: ListLine, fit: Fit) -> Panel:
        """Bring the line together with one that fits."""
        need, service = (self.line, other) if self.line.side == Side.NEED else (other, self.line)
        form = forms.AmountForm(
            self._given("match", other.pk), initial={"about": other.pk, "amount": fit.amount},
            prefix=None, auto_id=f"id_{other.pk}_%s",
        )  # fmt: skip
        title = _("Ask for this") if self.own else _("Bring both together")
        return Panel(
            "match", title, title, form, lambda d: needs.matching.propose(
                need, service, amount=d["amount"], actor=self.actor, asker=self.line if self.own else None),
            about=other.pk, done=_("Asked: the other side hears of it."),
        )  # fmt: skip

    def of_match(self, match: NeedMatch) -> list[Panel]:
        """What is open on a match: answer, see the contact, say how it went."""
        side, pk, found = matches.side_of(match, self.line), match.pk, list[Panel]()
        if match.state == MatchState.PROPOSED and getattr(match, f"{side.value}_agrees") is None:
            for verb, title, yes in (("yes", _("Yes, it suits"), True), ("no", _("No, it does not suit"), False)):
                hint = "" if self.own or not yes else _("The side of this line has told you its answer.")
                found.append(self._button(verb, title, self._answer(match, yes), about=pk, hint=hint))
        if match.state == MatchState.AGREED and self.own:
            other = match.service if side is Side.NEED else match.need
            found.append(self._button("see", _("Show the contact of the other side (recorded)"), lambda d: (
                needs.keeping.show_contact(other, actor=self.actor, match=match, asker=self.line)),
                about=pk))  # fmt: skip
        if match.state == MatchState.AGREED:
            form = forms.SettleForm(
                self._given("settle", pk), initial={"about": pk, "used": match.amount}, auto_id=f"id_{pk}_%s"
            )
            found.append(Panel("settle", _("Say how it went"), _("Save"), form, lambda d: needs.matching.settle(
                match, self.line, done=d["done"] == "1", used=d["used"] or 0, words=d["words"], actor=self.actor,
                own=self.own), about=pk))  # fmt: skip
        return found

    def _consent(self, yes: bool) -> Do:
        return lambda d: needs.entering.consent(self.line, agrees=yes, actor=self.actor, own=self.own)

    def _answer(self, match: NeedMatch, yes: bool) -> Do:
        return lambda d: needs.matching.answer(match, self.line, agrees=yes, actor=self.actor, own=self.own)

    def _button(self, verb: str, title: str, do: Do, *, about: int | None = None, **more: Any) -> Panel:
        form = forms.AboutForm(self._given(verb, about), initial={"about": about}, auto_id=f"id_{verb}_{about}_%s")
        return Panel(verb, title, title, form, do, about=about, **more)
