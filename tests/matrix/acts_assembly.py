"""Acts of meetings of an electorate, and of votes that two people count."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.deliberation.actions import assembly, ballots
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.public import Signed
from gongzhi.people import public as people
from gongzhi.voting import models as v
from gongzhi.voting import public as voting
from tests.matrix.acts import Act, W, all_of, any_of, nobody
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.deliberation.actions"
RUN, COUNT, BOTH = any_of(P.TOPIC_RUN), any_of(P.VOTE_ENTER, P.VOTE_HOLD), all_of(P.TOPIC_RUN, P.VOTE_HOLD)


def prepare(w: W) -> None:
    """A register of one elector, a meeting of it that sits, with a motion to be voted on and one under vote."""
    w.electing = people.create_person(name="选民").pk
    w.electors = save(v.Electorate(place=w.own, kind="representatives", title="代表名册"))
    w.elector = save(v.Elector(electorate=w.electors, name="选民", person_id=w.electing))
    v.Electorate.objects.filter(pk=w.electors.pk).update(state="frozen", rows=1)
    now = clock.now()
    soon = now + timedelta(days=9)
    fields = {
        "electorate": w.electors,
        "place": w.own,
        "post": w.leader,
        "title": "会",
        "starts_at": soon,
        "venue": "室",
    }
    w.gathered = save(Meeting(**fields, state="open"))
    save(Seat(meeting=w.gathered, elector=w.elector, signed="paper"))
    poll = save(v.Poll(
        electorate=w.electors, rule="council", question="案", options=[dict(o) for o in voting.MOTION], secrecy="named",
        channels=["meeting"], opens_at=now, closes_at=soon,
    ))  # fmt: skip
    motion = {"meeting": w.gathered, "title": "案", "rule": "council", "vote": "named"}
    w.to_vote = save(Motion(**motion, position=1))
    w.under_vote = save(Motion(**motion, position=2, poll=poll))


ACTS: dict[str, Act] = {
    "assembly.call_electorate": Act(BOTH, lambda w, a: assembly.call_electorate(
        actor=a, register_id=w.electors.pk, rule="", title="会", starts_at=clock.now(), venue="室")),
    "assembly.enter": Act(RUN, lambda w, a: assembly.enter(w.gathered, [], Signed.PAPER, actor=a)),
    "assembly.sign_in": Act(nobody, lambda w, a: assembly.sign_in(w.gathered, actor=a), ("electing",)),
    "ballots.start": Act(BOTH, lambda w, a: ballots.start(w.gathered, w.to_vote.pk, actor=a)),
    "ballots.give": Act(COUNT, lambda w, a: ballots.give(w.gathered, w.under_vote.pk, actor=a)),
    "ballots.count": Act(COUNT, lambda w, a: ballots.count(w.gathered, w.under_vote.pk, {}, actor=a)),
    "ballots.recount": Act(RUN, lambda w, a: ballots.recount(w.gathered, w.under_vote.pk, actor=a)),
    "ballots.name_voices": Act(COUNT, lambda w, a: ballots.name_voices(w.gathered, w.under_vote.pk, {}, actor=a)),
    "ballots.call_off": Act(BOTH, lambda w, a: ballots.call_off(w.gathered, w.under_vote.pk, reason="", actor=a)),
    "ballots.release": Act(BOTH, lambda w, a: ballots.release(w.gathered, w.under_vote.pk, actor=a)),
}  # fmt: skip
INSIDE = {"assembly.came"}
