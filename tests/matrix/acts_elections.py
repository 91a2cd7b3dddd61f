"""Every act of elections. It is held by one post, whoever else has which permission; another body vets and approves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.elections.actions import appointing, opening, recall, recommending, result, sitting, vetting
from gongzhi.elections.models import Election, Nominee, Officer
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.voting import models as v
from gongzhi.voting import public as voting
from tests.matrix.acts import Act, Rule, W, any_of, everybody, nobody
from tests.matrix.acts_world import SOON, TODAY, actor_by, body, held, save

PACKAGE = "gongzhi.elections.actions"
WAY, RECALL = "party-direct", "recall-representatives"
HOLD, EDIT, COUNT = any_of(P.VOTE_HOLD), any_of(P.ELECTORATE_EDIT), any_of(P.VOTE_ENTER, P.VOTE_HOLD)
PUBLISH, HOLDS, OTHER = any_of(P.BOARD_PUBLISH), ("chairing",), ("vetting",)


def prepare(w: W) -> None:
    """Who holds elections, who vets, who stands; an election at each of its steps, a recall at each of its own."""
    way, recalls = packs.active().election(WAY), packs.active().election(RECALL)
    w.chair, w.chairing = held(body("x", "居委会", w.own), way.run_by[0], "主任")
    w.vetter, w.vetting = held(body("x", "镇党委", w.places["parent"]), "x", "审查人")
    w.standing = people.create_person(name="候选人").pk
    w.roll_of_election = save(v.Electorate(place=w.own, kind="representatives", title="代表名册"))
    w.came = save(v.Elector(electorate=w.roll_of_election, name="选民"))
    v.Electorate.objects.filter(pk=w.roll_of_election.pk).update(state="frozen", rows=1)
    holder = strong(actor_by(w.chairing, kind=way.run_by[0]))
    first = opening.open_election(way=WAY, post_id=w.leader.pk, actor=holder)
    w.contest = {s.key: _at(w, first, s.key) for s in packs.active().procedure(way.procedure).steps}
    for key in ("vet", "approve"):
        procedures.Matter.objects.filter(pk=w.contest[key].pk).update(holder_post=w.vetter)
    w.nominee = {key: _stands(w, one) for key, one in w.contest.items()}
    asked = {"recall": True, "way": RECALL, "target": w.staff, "post": w.staff_post}
    steps = packs.active().procedure(recalls.procedure).steps
    w.removal = {s.key: _at(w, first, s.key, recalls.procedure, **asked) for s in steps}
    w.watches = save(Officer(election=w.contest["vote"], elector=w.came, name="选民", role="teller"))
    w.ballot_of_election = save(v.Poll(
        electorate=w.roll_of_election, question="选举", options=[dict(o) for o in voting.MOTION], secrecy="secret",
        channels=["meeting"], opens_at=clock.now(), closes_at=clock.now() + timedelta(hours=9),
        about=w.contest["vote"].pk,
    ))  # fmt: skip


def _at(w: W, first: Election, step: str, procedure: str = "", **fields: Any) -> Election:
    """The same election once more, at another step."""
    matter = procedures.Matter.objects.get(pk=first.pk)
    matter.pk, matter.step, matter.procedure = new_id(), step, procedure or matter.procedure
    plain = {"way": first.way, "post": w.leader, "runner": w.chair, "electorate": w.roll_of_election}
    sits = {"opened_at": clock.now(), "officers_agreed": 1}
    return Election.objects.create(matter=save(matter), number=str(matter.pk)[-12:], **plain | sits | fields)


def _stands(w: W, election: Election) -> Nominee:
    fields = {"name": "候选人", "person_id": w.standing, "accepted": True, "fit": True, "place": 1, "elected": True}
    return Nominee.objects.create(election=election, **fields)


def strong(actor: Actor) -> Actor:
    """The same person with every permission where they are: what is the holder's own, no permission gives."""
    return replace(actor, posts=tuple(replace(p, permissions=frozenset(P)) for p in actor.posts))


def chairs(w: W, actor: Actor) -> Actor:
    """The same person with the post that holds the election: what else they need is a permission."""
    return replace(actor, posts=tuple(replace(p, post_id=w.chair.pk) for p in actor.posts))


def of_kind(actor: Actor, way: str) -> Actor:
    """The same person with a post of the kind that holds elections in that way."""
    kind = packs.active().election(way).run_by[0]
    return replace(actor, posts=tuple(replace(p, kind=kind) for p in actor.posts))


def _at_step(one: Election) -> Election:
    """As it is now."""
    return Election.objects.select_related("matter", "post__body", "electorate", "target").get(pk=one.pk)


def own(act: Any, step: str, whose: tuple[str, ...] = HOLDS, **more: Any) -> Act:
    """An act of one post, of nobody else with whatever permission."""
    return Act(nobody, lambda w, a: act(_at_step(w.contest[step]), actor=strong(a), **more), whose)


def needs(rule: Rule, act: Any, step: str, **more: Any) -> Act:
    """The same act by who holds the election: the permission that it needs besides."""
    return Act(rule, lambda w, a: act(_at_step(w.contest[step]), actor=chairs(w, a), **more))


def on_register(act: Any, step: str, **more: Any) -> Act:
    """An act of who holds the election on an entry of its register, or on the register itself."""
    return Act(nobody, lambda w, a: act(
        _at_step(w.contest[step]), (w.roll_of_election if step == "register" else w.came).pk, actor=strong(a), **more
    ), HOLDS)  # fmt: skip


def _nominee(w: W, step: str) -> Nominee:
    return Nominee.objects.select_related("election__matter").get(pk=w.nominee[step].pk)


def _open(w: W, a: Actor) -> Any:
    return opening.open_election(way=WAY, post_id=w.leader.pk, actor=a)


def _demand(w: W, a: Actor) -> Any:
    return recall.demand(
        way=RECALL, appointment_id=w.staff.pk, words="长期不在岗，没有改进。", source="一号盒", actor=a
    )


ACTS: dict[str, Act] = {
    "opening.open_election": Act(HOLD, lambda w, a: _open(w, of_kind(a, WAY))),
    "opening.open_election kind": Act(nobody, lambda w, a: _open(w, strong(a)), HOLDS),
    "opening.announce": own(opening.announce, "announce", words="", recommend_until=TODAY),
    "opening.announce board": needs(PUBLISH, opening.announce, "announce", words="公开选举，欢迎推荐人选。",
                                    recommend_until=SOON),
    "opening.open_register": own(opening.open_register, "register"),
    "opening.open_register list": needs(EDIT, opening.open_register, "register"),
    "opening.set_register": on_register(opening.set_register, "register"),
    "recommending.recommend": Act(everybody, lambda w, a: recommending.recommend(
        _at_step(w.contest["recommend"]), name="", by_name="", actor=a)),
    "recommending.enter": own(recommending.enter, "recommend", name="", by="", channel="", source=""),
    "recommending.answer": Act(nobody, lambda w, a: recommending.answer(
        _nominee(w, "recommend"), accepted=True, how="书面", actor=strong(a)), (*HOLDS, "standing")),
    "recommending.close_recommendation": own(recommending.close_recommendation, "recommend"),
    "recommending.prolong": own(recommending.prolong, "recommend", days=0),
    "vetting.vet": Act(nobody, lambda w, a: vetting.vet(_nominee(w, "vet"), fit=True, actor=strong(a)), OTHER),
    "vetting.end_vetting": own(vetting.end_vetting, "vet", OTHER),
    "vetting.publish_candidates": own(vetting.publish_candidates, "candidates"),
    "vetting.publish_candidates board": needs(PUBLISH, vetting.publish_candidates, "candidates"),
    "sitting.call": own(sitting.call, "vote", vote_at=SOON, venue=""),
    "sitting.open_": own(sitting.open_, "vote"),
    "sitting.sign_in": on_register(sitting.sign_in, "vote"),
    "sitting.sign_in_many": own(sitting.sign_in_many, "vote", elector_ids=[]),
    "sitting.name_officer": on_register(sitting.name_officer, "vote", role="teller"),
    "sitting.drop_officer": Act(nobody, lambda w, a: sitting.drop_officer(
        _at_step(w.contest["vote"]), w.watches.pk, actor=strong(a)), HOLDS),
    "sitting.approve_officers": own(sitting.approve_officers, "vote", agreed=0),
    "sitting.give_ballots": own(sitting.give_ballots, "vote"),
    "sitting.count": Act(COUNT, lambda w, a: sitting.count(_at_step(w.contest["vote"]), {}, actor=a)),
    "sitting.count_again": own(sitting.count_again, "vote"),
    "sitting.void_ballot": own(sitting.void_ballot, "vote", reason=""),
    "sitting.void_ballot vote": needs(HOLD, sitting.void_ballot, "vote", reason=""),
    "result.release": own(result.release, "vote"),
    "result.leave_short": own(result.leave_short, "vote", reason=""),
    "appointing.approve": own(appointing.approve, "approve", OTHER, approved=False),
    "appointing.appoint": Act(nobody, lambda w, a: appointing.appoint(
        _at_step(w.contest["appoint"]), _nominee(w, "appoint"), actor=strong(a)), HOLDS),
    "appointing.finish": own(appointing.finish, "handover", words=""),
    "recall.demand": Act(HOLD, lambda w, a: _demand(w, of_kind(a, RECALL))),
    "recall.check": Act(nobody, lambda w, a: recall.check(
        _at_step(w.removal["demand"]), electorate_id=w.roll.pk, signatories=0, actor=strong(a)), HOLDS),
    "recall.carry_out": Act(nobody, lambda w, a: recall.carry_out(
        _at_step(w.removal["carry-out"]), words="", actor=strong(a)), HOLDS),
}  # fmt: skip
INSIDE = {
    "opening.begin", "opening.take_register",  "shared.record", "shared.go",
    "shared.come_back", "vetting.require_other",
}  # fmt: skip
