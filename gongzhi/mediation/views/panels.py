"""The acts that are open now on a case, each with its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.forms import Form, id_of
from gongzhi.mediation import forms
from gongzhi.mediation import public as mediation
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import AGREED, CALL_BACK, MEDIATE, PERSUADE
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures


@dataclass
class Panel:
    """One act: its verb, form and words; `about` the side or sitting that it is about."""

    verb: str
    title: str
    button: str
    form: Form
    do: Callable[[dict[str, Any]], object]
    hint: str = ""
    quiet: bool = False
    about: int | None = None


class Panels:
    """The acts that are open to the actor now."""

    def __init__(self, case: Case, actor: Actor, data: QueryDict | None = None, verb: str = "") -> None:
        self.case, self.actor, self.data, self.verb = case, actor, data, verb

    def found(self) -> list[Panel]:
        """In order."""
        matter = self.case.matter
        if matter.offered_post_id in self.actor.post_ids and matter.state in procedures.LIVE:
            return self._asked()
        if not queries.mediates(self.actor, self.case):
            return []
        if matter.state not in procedures.LIVE:
            return [*self._court(), *self.phones()]
        step = procedures.step_of(matter)
        if step.key == CALL_BACK:
            return [self._called_back(), *self.phones()]
        made = [*self._sides(), *self._sheet(step), *self._arrange(step), *self._agree(step), *self._finish(step)]
        return [*made, *self._sittings(), *self._court(), *self.phones()]

    def _given(self, verb: str, about: int | None, name: str) -> QueryDict | None:
        if self.data is None or self.verb != verb:
            return None
        return self.data if about is None or id_of(self.data.get(name)) == about else None

    def _asked(self) -> list[Panel]:
        c, a = self.case, self.actor
        return [
            Panel("take", _("You are asked"), _("Take the case"), forms.EmptyForm(self._given("take", None, "")),
                  lambda d: mediation.steps.take(c, actor=a),
                  _("What the sides said opens when you take it. Decline where you are related to a side.")),
            Panel("decline", _("Decline"), _("Decline"), forms.ReasonForm(self._given("decline", None, "")),
                  lambda d: mediation.steps.decline(c, reason=d["reason"], actor=a), quiet=True),
        ]  # fmt: skip

    def _sides(self) -> list[Panel]:
        found = []
        for side in queries.sides(self.case):
            form = forms.SideForm(self._given("consent", side.id, "side"), initial={"side": side.id})
            found.append(Panel(
                "consent", _("Does %(name)s want the mediation?") % {"name": side.name}, _("Enter the answer"), form,
                lambda d: mediation.steps.consent(self.case, d["side"], agrees=d["agrees"] == "1", actor=self.actor),
                _("Either side may refuse at any time."), quiet=side.agrees is not None, about=side.id,
            ))  # fmt: skip
        return found

    def phones(self) -> list[Panel]:
        """The phones of the sides, each shown by a button that is recorded."""
        if not queries.mediates(self.actor, self.case):
            return []
        return [
            Panel(
                "phone", _("Phone of %(name)s") % {"name": s.name}, _("Show the phone (recorded)"),
                forms.PhoneForm(self._given("phone", s.id, "side"), initial={"side": s.id}),
                lambda d: mediation.steps.show_phone(self.case, d["side"], actor=self.actor), quiet=True, about=s.id,
            )
            for s in queries.sides(self.case) if s.phone
        ]  # fmt: skip

    def _sheet(self, step: procedures.Step) -> list[Panel]:
        rules = queries.way_of(self.case).form(step.key)
        if rules is None:
            return []
        kept = queries.sheets(self.case).get(step.key, {})
        form = forms.SheetForm(self._given("fill", None, ""), fields=rules.fields, initial=kept)
        return [Panel(
            "fill", packs.named(step), _("Save the form"), form,
            lambda d: mediation.steps.fill(self.case, d, actor=self.actor),
            _("Only who mediates this case reads it."), quiet=bool(kept),
        )]  # fmt: skip

    def _arrange(self, step: procedures.Step) -> list[Panel]:
        if self.case.matter.offered_post_id is not None:
            return []
        found, matched = [], queries.matches(self.case)
        for verb, title in ((PERSUADE, _("Ask somebody to persuade")), (MEDIATE, _("Ask a mediator"))):
            posts = [m for m in matched if m.persuades == (verb == PERSUADE)]
            if step.outcome(verb) is None or not posts:
                continue
            choices = [
                (m.post_id, _("%(label)s %(holder)s (%(why)s, open cases: %(n)s)") % {
                    "label": m.label, "holder": m.holder, "why": m.why, "n": m.open})
                for m in posts
            ]  # fmt: skip
            form = forms.ArrangeForm(self._given(verb, None, ""), posts=choices, initial={"post": posts[0].post_id})
            found.append(Panel(verb, title, _("Ask"), form, self._asks(verb)))
        return found

    def _asks(self, verb: str) -> Callable[[dict[str, Any]], object]:
        return lambda d: mediation.steps.arrange(self.case, verb, d["post"], actor=self.actor)

    def _agree(self, step: procedures.Step) -> list[Panel]:
        if step.outcome(AGREED) is None or queries.issues(self.case, self.actor) is None:
            return []
        form = forms.AgreeForm(self._given("agree", None, ""), initial={"agreed_on": clock.today()})

        def do(d: dict[str, Any]) -> None:
            terms = {"form": d["form"], "terms": d["terms"], "agreed_on": d["agreed_on"]}
            mediation.agreeing.agree(self.case, **terms, actor=self.actor)

        hint = _("Then print it, read it out, have it signed.")
        return [Panel("agree", _("The sides agree"), _("Record the agreement"), form, do, hint)]

    def _finish(self, step: procedures.Step) -> list[Panel]:
        own = (AGREED, PERSUADE, MEDIATE)
        outcomes = [(o.key, packs.named(o)) for o in step.outcomes if o.key not in own]
        form = forms.FinishForm(self._given("finish", None, ""), outcomes=outcomes)
        return [Panel("finish", _("Leave this step"), _("Go on"), form, lambda d: mediation.steps.finish(
            self.case, d["outcome"], goes_to=d["goes_to"], actor=self.actor), quiet=step.outcome(AGREED) is not None,
        )]  # fmt: skip

    def _sittings(self) -> list[Panel]:
        c, a = self.case, self.actor
        found = [Panel(
            "call", _("Call the sides"), _("Call them"), forms.CallForm(self._given("call", None, "")),
            lambda d: mediation.sittings.call(c, starts_at=d["starts_at"], venue=d["venue"], actor=a), quiet=True,
        )]  # fmt: skip
        for sitting in c.sittings.filter(state="called").order_by("starts_at", "id"):
            when = f"{clock.local(sitting.starts_at):%Y-%m-%d %H:%M}"
            if sitting.starts_at <= clock.now():
                form = forms.HeldForm(self._given("hold", sitting.pk, "sitting"), initial={"sitting": sitting.pk})
                found.append(Panel("hold", _("What came of %(when)s") % {"when": when}, _("Write it down"), form,
                    lambda d: mediation.sittings.hold(c, d["sitting"], came=d["came"], notes=d["notes"], actor=a),
                    about=sitting.pk))  # fmt: skip
            drop = forms.SittingForm(self._given("drop", sitting.pk, "sitting"), initial={"sitting": sitting.pk})
            found.append(Panel("drop", _("Call off %(when)s") % {"when": when}, _("Call it off"), drop,
                lambda d: mediation.sittings.drop(c, d["sitting"], actor=a), quiet=True, about=sitting.pk))  # fmt: skip
        return found

    def _court(self) -> list[Panel]:
        if self.case.agreed_on is None or self.case.court or self.case.forgotten_at:
            return []
        form = forms.CourtForm(self._given("court", None, ""), initial={"on": clock.today()})
        return [Panel("court", _("What the court said"), _("Enter it"), form, lambda d: mediation.agreeing.court(
            self.case, result=d["result"], on=d["on"], actor=self.actor), quiet=True)]  # fmt: skip

    def _called_back(self) -> Panel:
        form = forms.CallBackForm(self._given("call-back", None, ""))
        return Panel("call-back", _("Call the sides back"), _("Enter what was found"), form,
            lambda d: mediation.agreeing.call_back(self.case, kept=d["kept"], again=d["again"], actor=self.actor),
        )  # fmt: skip
