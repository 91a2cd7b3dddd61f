"""The acts of the assembly: called, opened, officers, ballots, counts, the result."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core.errors import Invalid
from gongzhi.elections import forms
from gongzhi.elections import public as elections
from gongzhi.elections.queries import assembly
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.views.panel import Acts, Panel
from gongzhi.kit.forms import Form
from gongzhi.voting import public as voting


class Sitting(Acts):
    """The assembly."""

    def _vote(self) -> list[Panel | None]:
        counting = [self._count()] if assembly.running(self.election) is not None else []
        if not self.runs:
            return [*counting]
        e, actor = self.election, self.actor
        if e.opened_at is None:
            return [
                self._panel("call", forms.CallForm, lambda data: elections.sitting.call(e, actor=actor, **data),
                            title=_("Call the assembly"), button=_("Save"), done=_("Saved."),
                            initial={"vote_at": e.vote_at, "venue": e.venue}),
                self._panel("open", Form, lambda data: elections.sitting.open_(e, actor=actor),
                            title=_("Open the assembly"), button=_("Open"), done=_("Opened."),
                            hint=_("On its day. The register is frozen then: nobody is added any more."))
                if e.vote_at is not None else None,
            ]  # fmt: skip
        return [*self._officers(), *self._ballot(), *counting, *self._after()]

    def _officers(self) -> list[Panel]:
        e, actor = self.election, self.actor
        if e.officers_agreed is not None:
            return []

        def name(data: dict[str, Any]) -> None:
            rows = list(voting.Elector.objects.filter(electorate=e.electorate_id, name=data["name"].strip())[:2])
            if len(rows) != 1:
                raise Invalid("This is not one name of the register.", field="name")
            elections.sitting.name_officer(e, rows[0].pk, data["role"], actor=actor)

        return [
            self._panel("officer", forms.OfficerForm, name, title=_("Name scrutineers and tellers"),
                        button=_("Propose them"),
                        hint=_("Of those who are here; never somebody who stands.")),
            self._panel("officers", forms.AgreedForm, lambda data: elections.sitting.approve_officers(
                        e, agreed=data["agreed"], actor=actor), title=_("The meeting approves them"),
                        button=_("Approved")),
        ]  # fmt: skip

    def _ballot(self) -> list[Panel]:
        e, actor = self.election, self.actor
        if e.officers_agreed is None or assembly.running(e) is not None:
            return []
        again = bool(queries.polls(e))
        return [self._panel(
            "ballots", Form, lambda data: elections.sitting.give_ballots(e, actor=actor),
            title=_("Another ballot") if again else _("Give out the ballots"), button=_("Give out the ballots"),
            done=_("The ballot is open."), hint=_("Everybody who is signed in gets one; who comes later too."),
        )]  # fmt: skip

    def _count(self) -> Panel | None:
        e, actor = self.election, self.actor
        poll, state = assembly.running(e), assembly.count_state(e)
        if poll is None or state not in ("waiting", "entered"):
            return None
        first = voting.tallies_of(poll.pk)
        if first and first[0].first_by == actor.person_id:
            return None
        options = [(o["key"], o["label"]) for o in poll.options]
        made = forms.CountForm(self._given("count"), options=options, most=poll.most, seats=poll.seats)

        def do(data: dict[str, Any]) -> None:
            elections.sitting.count(e, made.counts(), actor=actor)

        hint = _("Count the papers yourself. What the first person counted is not shown.")
        return Panel("count", _("Second count") if first else _("First count"), _("Enter"), made, do,
                     hint=hint if first else _("Two people count the same papers one after the other."),
                     done=_("Entered."))  # fmt: skip

    def _after(self) -> list[Panel | None]:
        e, actor = self.election, self.actor
        state = assembly.count_state(e)
        release = self._panel(
            "release", Form, lambda data: elections.result.release(e, actor=actor), title=_("Make the result public"),
            button=_("Count and make public"), done=_("The result is public."),
            hint=_("Said on the spot and put on the board at once, with every number and article."),
        )  # fmt: skip
        again = self._panel(
            "count-again", Form, lambda data: elections.sitting.count_again(e, actor=actor), title=_("Count anew"),
            button=_("Put both counts aside"), hint=_("The two counts differ."),
        )  # fmt: skip
        void = self._panel(
            "void", forms.ReasonForm, lambda data: elections.sitting.void_ballot(e, reason=data["reason"], actor=actor),
            title=_("The ballot is void"), button=_("Vote again"), quiet=True,
            hint=_("Where more papers came back than were given out."),
        )  # fmt: skip
        short = self._panel(
            "short", forms.ReasonForm, lambda data: elections.result.leave_short(e, reason=data["reason"], actor=actor),
            title=_("Leave seats empty, or begin again where nobody was elected"), button=_("End the vote"), quiet=True,
        )  # fmt: skip
        return [
            release if state == "counted" else None, again if state == "disputed" else None, void if state else None,
            short if not state and assembly.outcomes(e) else None,
        ]  # fmt: skip
