"""What can be done with an election at its present step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.elections import forms
from gongzhi.elections import public as elections
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.queries import elections as queries
from gongzhi.elections.views.panel import Panel
from gongzhi.elections.views.preparing import Preparing
from gongzhi.elections.views.sitting import Sitting
from gongzhi.orgs import public as orgs


class Panels(Preparing, Sitting):
    """All of them; those after the vote."""

    def _approve(self) -> list[Panel]:
        if not self.mine:
            return []
        return [self._panel(
            "approve", forms.ApproveForm, lambda data: elections.appointing.approve(
                self.election, approved=data["approved"], reason=data["reason"], actor=self.actor),
            title=_("Approve the result"), button=_("Decide"),
        )]  # fmt: skip

    def _appoint(self) -> list[Panel]:
        if not self.runs:
            return []
        people = _staff_of(self.election)

        def appointing(nominee: Nominee) -> Callable[[dict[str, Any]], object]:
            def do(data: dict[str, Any]) -> None:
                one = elections.recommending.nominee_of(self.election, nominee.pk)
                elections.appointing.appoint(self.election, one, witness_id=data["witness"], actor=self.actor)

            return do

        return [
            self._panel("appoint", lambda *a, **k: forms.AppointForm(*a, people=people, **k), appointing(n),
                        title=_("Appoint %(name)s") % {"name": n.name}, button=_("Appoint"), about=n.pk)
            for n in queries.candidates(self.election)
            if n.elected and n.appointment_id is None and not elections.appointing.is_handing_over(n)
        ]  # fmt: skip

    def _handover(self) -> list[Panel]:
        if not self.runs:
            return []
        rows = [n for n in queries.candidates(self.election) if n.handover]
        links = [(f"/desk/structure/handover/{n.handover}/", n.name) for n in rows]
        end = self._panel(
            "finish", forms.WordsForm, lambda data: elections.appointing.finish(
                self.election, words=data["words"], actor=self.actor),
            title=_("All is handed over"), button=_("To the archive"), links=links, done=_("Done."),
            hint=_("Within ten days. Who leaves, who takes over and the witness sign the list."),
        )  # fmt: skip
        return [*self._appoint(), end]

    def _carry_out(self) -> list[Panel]:
        if not self.runs:
            return []
        return [self._panel(
            "carry-out", forms.WordsForm, lambda data: elections.recall.carry_out(
                self.election, words=data["words"], actor=self.actor),
            title=_("The post ends"), button=_("End the post now"), done=_("Done."),
        )]  # fmt: skip


def _staff_of(election: Election) -> list[tuple[int, str]]:
    """Who may witness: people who hold a post here, each once."""
    rows = orgs.posts_at([election.matter.place_id], None)
    found: dict[int, str] = {}
    for post in rows:
        for holder in post.holders:
            found.setdefault(holder.person_id, f"{holder.name}，{post.title}")
    return list(found.items())
