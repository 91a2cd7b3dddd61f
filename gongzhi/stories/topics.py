"""Deliberation in a story (rows E1-E5, E10): every way of the pack, from a resident's proposal to the archive.

Whoever the pack names does each step by the ordinary actions: residents propose on line, on paper, by phone; comments
are looked at; bodies meet, members come or stay away by chance; what they decide is published, carried out, rated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from gongzhi.access.public import Actor, ActorKind, Permission
from gongzhi.core import clock, entropy
from gongzhi.core.errors import NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.public import Channel, Choice, Signed
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.procedures.public import StepKind
from gongzhi.stories.world import World, local

ASKED = (
    ("院子里装充电桩", "楼下飞线充电很多，想在院子里集中充电。", "在东门内侧装两组充电桩，费用公开。"),
    ("把闲置车棚改成活动室", "老人冬天没有地方坐，车棚空了多年。", "车棚加窗改成活动室，轮流管钥匙。"),
    ("单元门口加装扶手", "台阶高，老人上下很吃力。", "每个单元门口装不锈钢扶手。"),
)
CHANNELS = (Channel.WEB, Channel.PAPER, Channel.PHONE)
SOURCES = {Channel.PAPER: "意见箱第{n}张", Channel.PHONE: "来电登记第{n}号"}
SAID = ("支持，最好在雨季以前办好。", "费用怎么分担要先说清楚。", "希望不要占消防通道。")
AWAY = 8  # one member in so many stays away
RETRY = 240  # working minutes until somebody who is away is looked for again


@dataclass(slots=True)
class Talk:
    """A topic of the story; everything else about it is read from the product."""

    number: int
    way: packs.Deliberation
    topic_id: int = 0
    rounds: int = 0
    done: set[str] = field(default_factory=set)


def before(world: World) -> None:
    """Plan one topic for each way, and one more for each channel by which none has come."""
    of_pacts = {kind.deliberation for kind in world.pack.pacts}  # lived in `pacts`
    ways = [way for way in world.pack.deliberations if way.key not in of_pacts and _by_hands(world, way)]
    if not ways:
        return
    first = world.begin.date() + timedelta(days=1)
    for n in range(max(len(ways), len(CHANNELS))):
        talk = Talk(n, ways[n % len(ways)])
        world.at(local(first + timedelta(days=n), 10.2), lambda talk=talk: _propose(world, talk))  # type: ignore[misc]


def _by_hands(world: World, way: packs.Deliberation) -> bool:
    """Whether bodies of the main community decide it by a show of hands (secret ballots are lived elsewhere)."""
    steps = [step.meets for step in world.pack.procedure(way.procedure).steps if step.meets is not None]
    kinds = {body.kind for body in world.community.bodies}
    return all(meets.vote == "show" and kinds & set(meets.of) for meets in steps)


def _runner(world: World) -> Actor | None:
    """Who takes topics in at the main community."""
    post = world.nearest(world.kinds_with(Permission.TOPIC_RUN), world.settled.places[world.community.main])
    return world.staff(post) if post is not None else None


def _propose(world: World, talk: Talk) -> None:
    channel = CHANNELS[talk.number % len(CHANNELS)]
    runner = _runner(world)
    if runner is None:
        return world.in_work(RETRY, lambda: _propose(world, talk))
    who = world.residents[talk.number]
    title, words, _text = ASKED[talk.number % len(ASKED)]
    draft = deliberation.TopicDraft(
        kind=talk.way.key, place_id=world.settled.places[world.community.main], title=title, words=words,
        channel=channel, name=who.name, phone=who.phone, source=_source(channel, talk.number),
    )  # fmt: skip
    topic = deliberation.propose(draft, actor=Actor(ActorKind.ANONYMOUS) if channel is Channel.WEB else runner)
    talk.topic_id = topic.pk
    return world.in_work(30, lambda: _look(world, talk))


def _source(channel: Channel, n: int) -> str:
    return SOURCES[channel].format(n=n + 1) if channel in SOURCES else ""


def _topic(talk: Talk) -> deliberation.Topic:
    return deliberation.Topic.objects.select_related("matter").get(pk=talk.topic_id)


def _look(world: World, talk: Talk) -> None:
    """Somebody looks at the topic; then three people say something, by each way, and that is looked at too."""
    runner = _runner(world)
    if runner is None:
        return world.in_work(RETRY, lambda: _look(world, talk))
    topic = _topic(talk)
    deliberation.moderate(topic, actor=runner, show=True)
    by_link = Actor(ActorKind.RESIDENT, person_id=topic.proposer_id, via="link")
    for n, (channel, words) in enumerate(zip(CHANNELS, SAID, strict=True)):
        actor = by_link if channel is Channel.WEB else runner
        said = deliberation.comment(topic, words, actor=actor, channel=channel, source=_source(channel, n))
        deliberation.moderate_comment(said, actor=runner, show=True)
    return world.in_work(60, lambda: go_on(world, talk))


def go_on(world: World, talk: Talk) -> None:
    """Whoever it is now does the step in which the topic stands."""
    topic = _topic(talk)
    kind = procedures.step_of(topic.matter).kind
    if topic.matter.state == "archived":
        return None
    acts: dict[StepKind, Callable[[World, Talk, deliberation.Topic, Actor], None]] = {
        StepKind.TASK: _task, StepKind.MEETING: _call, StepKind.PUBLICATION: _publish,
    }  # fmt: skip
    if kind is StepKind.RATING:
        return _rate(world, talk, topic)
    post = topic.matter.offered_post_id or topic.matter.holder_post_id
    actor = world.staff(post)
    if actor is None:
        return world.in_work(RETRY, lambda: go_on(world, talk))
    if topic.matter.offered_post_id is not None:
        procedures.accept(topic.pk, actor=actor)
        topic = _topic(talk)
    return acts[kind](world, talk, topic, actor)


def _task(world: World, talk: Talk, topic: deliberation.Topic, actor: Actor) -> None:
    """The first outcome; where talks may take another round, one more of them first. A hearing before it where the
    pack asks for one."""
    if deliberation.hearing_reads.lacking(topic):
        return _hear(world, talk, topic)
    step = procedures.step_of(topic.matter)
    again = next((o for o in step.outcomes if o.next == step.key), None)
    chosen = step.outcomes[0]
    if again is not None and not talk.rounds:
        chosen, talk.rounds = again, 1
    answers = "answer" in chosen.needs
    public, internal = ("已经办好，请大家看看。", "") if answers else ("", "照大家的意见办")
    procedures.choose(topic.pk, outcome=chosen.key, actor=actor, public_text=public, internal_text=internal)
    return world.in_work(420, lambda: go_on(world, talk))


def _hear(world: World, talk: Talk, topic: deliberation.Topic) -> None:
    """A hearing is announced in time; on the day two speak, an office answers, the record goes to the public."""
    runner = _runner(world)
    if runner is None:
        return world.in_work(RETRY, lambda: go_on(world, talk))
    days = deliberation.hearing_reads.notice_days(topic) + 1
    starts = local(clock.today() + timedelta(days=days), 15)
    draft = deliberation.HearingDraft("hearing", starts, "社区会议室", starts, topic.words)
    hearing = deliberation.hearings.announce(topic, draft, actor=runner)
    return world.at(starts, lambda: _heard(world, talk, hearing.pk, runner))


def _heard(world: World, talk: Talk, hearing_id: int, runner: Actor) -> None:
    actor = _runner(world) or runner
    hearing = deliberation.hearing_reads.get(hearing_id)
    for words in SAID[:2]:
        speaker = deliberation.hearings.enter(hearing, actor=actor, statement=words, source="当场口述")
    deliberation.hearings.answer(
        hearing, speaker.pk, actor=actor, words="费用从公共收益列支，逐笔公开。", office="居委会"
    )
    deliberation.hearings.publish(hearing, "到会的多数赞成，要求费用公开。", actor=actor)
    return world.in_work(60, lambda: go_on(world, talk))


def _call(world: World, talk: Talk, topic: deliberation.Topic, actor: Actor) -> None:
    """A meeting of the body that decides this step: told in time, with the proposal as it is voted on."""
    meets = procedures.step_of(topic.matter).meets
    assert meets is not None
    body = next(b for b in orgs.bodies_within(topic.matter.place_id, list(meets.of)))
    starts = local(clock.today() + timedelta(days=meets.notice.amount + 1), 15)
    meeting = deliberation.call(actor=actor, body_id=body.pk, title=body.name, starts_at=starts, venue="社区会议室")
    deliberation.put_topic(meeting, topic, actor=actor, text=ASKED[talk.number % len(ASKED)][2])
    deliberation.notify(meeting, actor=actor)
    world.at(starts, lambda: _sit(world, talk, meeting.pk, actor))


def _sit(world: World, talk: Talk, meeting_id: int, actor: Actor) -> None:
    """Members come or stay away by chance; without a quorum the meeting breaks up, and another one is called."""
    meeting = deliberation.Meeting.objects.select_related("body", "place").get(pk=meeting_id)
    actor = world.staff(meeting.post_id) or actor
    deliberation.open_(meeting, actor=actor)
    seats = deliberation.meeting_reads.entitled(meeting)
    came = [seat for seat in seats if entropy.below(AWAY)]
    for n, seat in enumerate(seats):
        member = seat.appointment
        if seat in came and n % 3 == 0 and member is not None:  # some by their account, others on the sheet
            deliberation.sign(meeting, None, Signed.ACCOUNT, actor=orgs.actor_of(member.person_id))
        else:
            how = Signed.PAPER if seat in came else Signed.ABSENT
            deliberation.sign(meeting, seat.pk, how, actor=actor)
    motion = deliberation.Motion.objects.get(meeting=meeting)
    against = entropy.below(2) if len(came) > 4 else 0
    counts = {Choice.FOR: len(came) - against, Choice.AGAINST: against}
    try:
        deliberation.vote_by_hands(meeting, motion.pk, counts, actor=actor)
    except NotAllowed:  # no quorum
        deliberation.drop(meeting, actor=actor, reason="到会人数不够，改期再开")
        return world.in_work(60, lambda: go_on(world, talk))
    deliberation.close(meeting, notes="大家还问了由谁维护。", actor=actor)
    deliberation.freeze(meeting, actor=actor)
    return world.in_work(120, lambda: go_on(world, talk))


def _publish(world: World, talk: Talk, topic: deliberation.Topic, actor: Actor) -> None:
    """On the board of the step, by its holder or the nearest post that may; then until the period is over."""
    step = procedures.step_of(topic.matter)
    if topic.matter.state != "open":  # it stands there still
        return world.at(clock.now() + timedelta(days=1), lambda: _after(world, talk))
    may = world.nearest(world.kinds_with(Permission.BOARD_PUBLISH), topic.matter.place_id)
    held = any(Permission.BOARD_PUBLISH in p.permissions for p in actor.posts)
    who = actor if held else world.staff(may) if may is not None else None
    if who is None:
        return world.in_work(RETRY, lambda: go_on(world, talk))
    text = ASKED[talk.number % len(ASKED)][2]
    deliberation.put_up(topic, actor=who, title=f"{step.title}：{topic.matter.title}", text=text)
    return world.at(clock.now() + timedelta(days=step.days or 1, hours=1), lambda: _after(world, talk))


def _after(world: World, talk: Talk) -> None:
    """A period ends by the clock: the worker has looked by then."""
    world.wakes()
    go_on(world, talk)


def _rate(world: World, talk: Talk, topic: deliberation.Topic) -> None:
    """The proposer rates what came of it, by the link; at its end the rating goes to the archive by itself."""
    who = Actor(ActorKind.RESIDENT, person_id=topic.proposer_id, via="link")
    assert topic.proposer_id is not None
    deliberation.rate(topic, person_id=topic.proposer_id, stars=4 + talk.number % 2, words="", actor=who)
