"""The acts before the vote: announcement, register, recommendation, vetting, the list of candidates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.elections import forms
from gongzhi.elections import public as elections
from gongzhi.elections.models import Nominee
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.views.panel import Acts, Panel
from gongzhi.kit.forms import Form
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting


class Preparing(Acts):
    """Up to the list of candidates."""

    def _announce(self) -> list[Panel]:
        if not self.runs:
            return []

        def do(data: dict[str, Any]) -> None:
            elections.opening.announce(self.election, actor=self.actor, **data)

        return [self._panel("announce", forms.AnnounceForm, do, title=_("Announce the election"), button=_("Publish"),
                            done=_("Announced."))]  # fmt: skip

    def _registers(self) -> list[tuple[int, str]]:
        way = queries.way_of(self.election)
        rows = voting.Electorate.objects.filter(place=self.election.matter.place_id, kind=way.electorate)
        rows = rows.exclude(state=voting.RegisterState.ARCHIVED.value).order_by("-id")[:50]
        return [(r.pk, r.title) for r in rows]

    def _open_register(self) -> Panel | None:
        own = self.election.electorate
        if own is not None:
            return None
        return self._panel(
            "open-register", Form, lambda data: elections.opening.open_register(self.election, actor=self.actor),
            title=_("Begin the register"), button=_("Begin a new register"), done=_("Begun. Enter who may vote."),
            hint=_("The names are entered or brought in from Excel on the register's own page, then it is published."),
        )  # fmt: skip

    def _register_links(self) -> list[tuple[str, str]]:
        own = self.election.electorate
        return [(f"/desk/voting/registers/{own.pk}/", own.title)] if own is not None else []

    def _register(self) -> list[Panel | None]:
        if not self.runs:
            return []
        choices = self._registers()
        initial = {"electorate": self.election.electorate_id}
        return [
            self._open_register(),
            self._panel(
                "set-register", lambda *a, **k: forms.RegisterForm(*a, registers=choices, **k),
                lambda data: elections.opening.set_register(self.election, data["electorate"], actor=self.actor),
                title=_("Take the register"), button=_("This register stands"), initial=initial,
                links=self._register_links(), done=_("The register stands."),
                hint=_("By law it has been published 20 days before the vote; objections are ruled on in three days."),
            ) if choices else None,
        ]  # fmt: skip

    def _demand(self) -> list[Panel | None]:
        if not self.runs:
            return []
        choices = self._registers()
        initial = {"electorate": self.election.electorate_id}

        def do(data: dict[str, Any]) -> None:
            elections.recall.check(
                self.election, electorate_id=data["electorate"], signatories=data["signatories"], words=data["words"],
                actor=self.actor,
            )  # fmt: skip

        return [
            self._open_register(),
            self._panel(
                "check", lambda *a, **k: forms.CheckForm(*a, registers=choices, **k), do, initial=initial,
                title=_("Check the signatures"), button=_("Checked"), links=self._register_links(),
                done=_("Checked."),
            ) if choices else None,
        ]  # fmt: skip

    def _recommend(self) -> list[Panel]:
        if not self.runs:
            return []
        by = queries.way_of(self.election).recommended_by

        def enter(data: dict[str, Any]) -> None:
            voters = data.pop("voters", "").splitlines()
            elections.recommending.enter(self.election, voters=voters, actor=self.actor, **data)

        rows = [
            self._panel(
                "answer", forms.AnswerForm, self._answering(n), title=n.name, button=_("Enter the answer"), about=n.pk,
                quiet=True, initial={"accepted": {True: "1", False: "0"}.get(n.accepted) if n.accepted is not None
                                     else None, "introduction": n.introduction, "how": n.accepted_how},
            )
            for n in queries.nominees(self.election)
        ]  # fmt: skip
        return [
            *rows,
            self._panel("enter", lambda *a, **k: forms.EnterForm(*a, by=by, **k), enter, button=_("Enter it"),
                        title=_("Enter a recommendation"), done=_("Entered.")),
            self._panel("close-recommendation", Form,
                        lambda data: elections.recommending.close_recommendation(self.election, actor=self.actor),
                        title=_("Close the recommendation"), button=_("Send to be vetted"), done=_("Sent.")),
            self._panel("prolong", forms.DaysForm, quiet=True, title=_("Too few: go on"), button=_("Go on"), do=
                        lambda data: elections.recommending.prolong(self.election, days=data["days"],
                                                                    actor=self.actor)),
        ]  # fmt: skip

    def _answering(self, nominee: Nominee) -> Callable[[dict[str, Any]], object]:
        def do(data: dict[str, Any]) -> None:
            data.pop("nominee")
            one = elections.recommending.nominee_of(self.election, nominee.pk)
            elections.recommending.answer(one, actor=self.actor, **data)

        return do

    def _vet(self) -> list[Panel]:
        if not self.mine:
            return []
        way = queries.way_of(self.election)

        def vetting(nominee: Nominee) -> Callable[[dict[str, Any]], object]:
            def do(data: dict[str, Any]) -> None:
                one = elections.recommending.nominee_of(self.election, nominee.pk)
                elections.vetting.vet(one, fit=data["fit"], reason=data["reason"], actor=self.actor)

            return do

        rows = [
            self._panel("vet", forms.VetForm, vetting(n), title=n.name, button=_("Enter the finding"), about=n.pk,
                        hint=n.introduction, initial={"fit": {True: "1", False: "0"}[n.fit] if n.fit is not None
                                                      else None, "reason": n.reason})
            for n in queries.nominees(self.election) if n.accepted and queries.is_backed(n, way)
        ]  # fmt: skip
        end = self._panel("end-vetting", Form, lambda data: elections.vetting.end_vetting(self.election,
                          actor=self.actor), title=_("Vetting done"), button=_("All were looked at"))  # fmt: skip
        return [*rows, end]

    def _candidates(self) -> list[Panel]:
        if not self.runs or procedures.unposted(self.election.matter) is None:
            return []
        return [self._panel(
            "publish", forms.PublishForm, lambda data: elections.vetting.publish_candidates(
                self.election, actor=self.actor, override_reason=data["override_reason"]),
            title=_("Publish the candidates"), button=_("Publish"), done=_("Published."),
            hint=_("In the order of the strokes of their surnames, each with what they wrote."),
        )]  # fmt: skip
