"""Pacts in a story: where a standard asks for them, drafted, consulted on, voted and in force (row E8)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Actor, ActorKind, Permission
from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import Choice, Signed
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.stories.world import World, local

WORDS = {"ready": "条文已经写好，逐条听过居民代表的意见", "decide": "合理的意见都采纳了，没有采纳的也说明了"}
SAID = "按大家的意见办。"
AHEAD = 7  # days between the publication and the day on which it holds


def before(world: World) -> None:
    """Each place of the levels that a standard names gets a draft on one of the first days, a few a day."""
    pack = world.pack
    levels = {level for s in pack.standards if s.measure == "pacts_in_force" for level in s.levels}
    held = world.community.places
    wanted = [(p, k) for p in held for k in pack.pacts if p.level in levels and p.level in k.levels]
    if not wanted:  # nothing asks for one: the main community makes the first that it may have
        wanted = [(p, k) for p in held for k in pack.pacts if p.key == world.community.main and p.level in k.levels][:1]
    for n, (place, kind) in enumerate(wanted):
        moment = local(world.begin.date() + timedelta(days=2 + n // 3), 9.5 + n % 3)
        place_id = world.settled.places[place.key]
        world.at(moment, lambda place_id=place_id, kind=kind: _draft(world, place_id, kind))  # type: ignore[misc]


def _draft(world: World, place_id: int, kind: packs.Pact) -> None:
    """The first draft, from the template, goes before the residents at once."""
    way = world.pack.deliberation(kind.deliberation)
    post = world.nearest(list(way.received_by), place_id)
    actor = world.staff(post) if post is not None else None
    step = next(s for s in world.pack.procedure(way.procedure).steps if s.meets)
    body = _body(place_id, step)
    if actor is None or body is None:
        return  # nobody who could write or adopt it: a gap that the standard lists
    pact = deliberation.pacts.pact_for(place_id, kind.key, actor=actor)
    version = deliberation.pacts.draft(pact, actor=actor, basis=deliberation.pacts.TEMPLATE)
    topic = deliberation.pacts.propose(version, actor=actor)
    said = deliberation.comment(topic, "逐条看过，赞成。", actor=_neighbour(world))
    deliberation.moderate_comment(said, actor=actor, show=True)
    world.in_work(200, lambda: _go_on(world, topic.pk))


def _neighbour(world: World) -> Actor:
    """A resident who is signed in: says something about the draft, and rates what came of it."""
    return Actor(ActorKind.RESIDENT, person_id=next(r.person_id for r in world.residents if r.person_id is not None))


def _body(place_id: int, step: packs.Step) -> orgs.Body | None:
    assert step.meets is not None
    home = deliberation.topic_reads.home_of(place_id)
    return next(iter(orgs.bodies_within(home, list(step.meets.of))), None) if home is not None else None


def _go_on(world: World, topic_id: int) -> None:
    """Whatever the step asks for next, by who has it."""
    topic = deliberation.Topic.objects.select_related("matter").get(pk=topic_id)
    matter = topic.matter
    if matter.state == "archived":
        return None
    step = procedures.step_of(matter)
    post = matter.offered_post_id or matter.holder_post_id
    actor = world.staff(post) if post is not None else None
    wait = timedelta(days=1)
    if step.meets is not None:
        return _meet(world, topic, step.meets.notice.amount)
    if step.kind is procedures.StepKind.RATING and not deliberation.topic_reads.rating_of(topic)[0]:
        who = _neighbour(world)
        deliberation.rate(topic, person_id=who.person_id or 0, stars=5, words="", actor=who)
    if procedures.unposted(matter) is not None:
        _put_up(world, topic)
    elif step.kind is procedures.StepKind.TASK and actor is not None and matter.state == "open":
        if matter.offered_post_id:
            matter = procedures.accept(matter, actor=actor)
        _bring_in(topic, actor)
        first = step.outcomes[0]
        words = WORDS.get(first.key, SAID)
        public, internal = (words, "") if "answer" in first.needs else ("", words)
        procedures.choose(matter.pk, outcome=first.key, actor=actor, public_text=public, internal_text=internal)
    return world.at(clock.now() + wait, lambda: _go_on(world, topic_id))


def _put_up(world: World, topic: deliberation.Topic) -> None:
    post = world.nearest(world.kinds_with(Permission.BOARD_PUBLISH), topic.matter.place_id)
    actor = world.staff(post) if post is not None else None
    if actor is not None:
        text = deliberation.draft_of(topic)
        deliberation.put_up(topic, actor=actor, title=topic.matter.title, text=text)


def _bring_in(topic: deliberation.Topic, actor: Actor) -> None:
    """What was adopted and published gets its day."""
    version = deliberation.PactVersion.objects.select_related("pact").get(topic=topic)
    if version.motion_id is not None and version.in_force_on is None:
        deliberation.pacts.bring_in_force(version, clock.today() + timedelta(days=AHEAD), actor=actor)


def _meet(world: World, topic: deliberation.Topic, notice: int) -> None:
    """The body is called in time; on the day everybody is there and for it."""
    way = world.pack.procedure(world.pack.deliberation(topic.kind).procedure)
    body = _body(topic.matter.place_id, next(s for s in way.steps if s.meets))
    post = world.nearest(list(world.pack.deliberation(topic.kind).received_by), topic.matter.place_id)
    actor = world.staff(post) if post is not None else None
    if body is None or actor is None:
        return world.at(clock.now() + timedelta(days=1), lambda: _go_on(world, topic.pk))
    starts = local(clock.today() + timedelta(days=notice + 1), 15)
    meeting = deliberation.call(
        actor=actor, body_id=body.pk, title=topic.matter.title, starts_at=starts, venue="社区会议室"
    )
    motion = deliberation.put_topic(meeting, topic, actor=actor)
    deliberation.notify(meeting, actor=actor)
    return world.at(starts, lambda: _sit(world, meeting.pk, motion.pk, topic.pk, actor))


def _sit(world: World, meeting_id: int, motion_id: int, topic_id: int, actor: Actor) -> None:
    meeting = deliberation.Meeting.objects.get(pk=meeting_id)
    actor = world.staff(meeting.post_id) or actor
    deliberation.open_(meeting, actor=actor)
    seats = list(deliberation.Seat.objects.filter(meeting=meeting).order_by("id"))
    for seat in seats:
        deliberation.sign(meeting, seat.pk, Signed.PAPER, actor=actor)
    hands = {Choice.FOR: len(seats), Choice.AGAINST: 0, Choice.ABSTAINED: 0}
    deliberation.vote_by_hands(meeting, motion_id, hands, actor=actor)
    deliberation.close(meeting, notes="", actor=actor)
    deliberation.freeze(meeting, actor=actor)
    world.lived["pact"] += 1
    world.at(clock.now() + timedelta(days=1), lambda: _go_on(world, topic_id))
