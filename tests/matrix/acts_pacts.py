"""Every act of pacts and hearings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.deliberation.actions import hearings, pact_takeover, pacts
from gongzhi.deliberation.models import Hearing, Pact, PactVersion, Speaker
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.rules.hearings import HearingDraft, SpeakerDraft
from tests.matrix.acts import Act, W, any_of, everybody
from tests.matrix.acts_world import SOON, save

PACKAGE = "gongzhi.deliberation.actions"
RUN = any_of(P.TOPIC_RUN)


def prepare(w: W) -> None:
    """A pact with a draft, and a hearing about the topic of `acts_deliberation` that has begun."""
    w.pact = save(Pact(place=w.own, kind="x", title="公约"))
    w.pact_draft, w.empty_draft = save(PactVersion(pact=w.pact, text="一条")), save(PactVersion(pact=w.pact))
    w.changed_draft = save(PactVersion(pact=w.pact, text="一条", undo="零条"))
    w.pact_kind = next(k.key for k in queries.kinds_at(w.own))
    now = clock.now()
    day = {"topic": w.proposed, "place": w.own, "post": w.leader, "form": "hearing", "venue": "室", "until": now}
    w.heard = save(Hearing(**day, starts_at=now - timedelta(hours=1)))
    w.speaks = save(Speaker(hearing=w.heard, side="resident", name="周"))


def _announce(w: W, a: Any) -> Any:
    return hearings.announce(w.proposed, HearingDraft("x", clock.now(), "室", clock.now()), actor=a)


ACTS: dict[str, Act] = {
    "hearings.announce": Act(RUN, _announce),
    "hearings.sign_up": Act(everybody, lambda w, a: hearings.sign_up(w.heard, SpeakerDraft("周"), actor=a)),
    "hearings.sign_up paper": Act(RUN, lambda w, a: hearings.sign_up(
        w.heard, SpeakerDraft("周", channel="paper"), actor=a)),
    # by staff, or by who has the link of the own name
    "hearings.withdraw": Act(RUN, lambda w, a: hearings.withdraw(w.speaks, actor=a)),
    "hearings.enter": Act(RUN, lambda w, a: hearings.enter(w.heard, actor=a, statement="", source="")),
    "hearings.answer": Act(RUN, lambda w, a: hearings.answer(w.heard, w.speaks.pk, actor=a, words="", office="")),
    "hearings.publish": Act(RUN, lambda w, a: hearings.publish(w.heard, "", actor=a)),
    "hearings.drop": Act(RUN, lambda w, a: hearings.drop(w.heard, "", actor=a)),
    "pacts.pact_for": Act(RUN, lambda w, a: pacts.pact_for(w.own.pk, w.pact_kind, actor=a)),
    "pacts.draft": Act(RUN, lambda w, a: pacts.draft(w.pact, actor=a, repeals=True)),
    "pacts.write": Act(RUN, lambda w, a: pacts.write(w.pact_draft, ["二条"], actor=a)),
    "pacts.drop": Act(RUN, lambda w, a: pacts.drop(w.pact_draft, actor=a)),
    "pacts.propose": Act(RUN, lambda w, a: pacts.propose(w.empty_draft, actor=a)),
    "pacts.bring_in_force": Act(RUN, lambda w, a: pacts.bring_in_force(w.pact_draft, SOON, actor=a)),
    "pact_takeover.take_over": Act(RUN, lambda w, a: pact_takeover.take_over(
        w.pact, [], SOON, passed_by="", source="", actor=a)),
    "pacts.undo": Act(RUN, lambda w, a: pacts.undo(w.changed_draft, actor=a)),
}  # fmt: skip
INSIDE = {"pacts.follow"}
