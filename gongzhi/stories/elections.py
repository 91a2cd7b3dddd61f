"""Elections in a story (row E9): from the announcement to the hand-over, by the actors that the pack names.

`walk` is one election as a generator: it yields the moment at which it goes on. A story gives it to its own clock;
`tests/prove/test_elections.py` walks the thirty-one of S0 side by side.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from gongzhi.access.public import Actor, ActorKind, Permission
from gongzhi.core import clock, entropy
from gongzhi.elections import public as elections
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.stories.names import full_name
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure
from gongzhi.voting import public as voting

MEMBERS = 40  # of a register
AWAY = 20  # one in so many stays away
OTHERS = 2  # who stands beside whoever holds the post
OFFICERS = (elections.Role.SCRUTINEER, elections.Role.SCRUTINEER, elections.Role.TELLER)
ANYBODY = Actor(ActorKind.ANONYMOUS)


def before(world: World) -> None:
    """The first way of electing that the pack uses fills its post at the main community."""
    place_id = world.settled.places[world.community.main]
    for way in world.pack.elections:
        posts = [p for p in elections.elections.posts_to_fill(way, [place_id]) if p.place_id == place_id]
        if not way.recall and posts and world.nearest(list(way.run_by), place_id) is not None:
            start = local(world.begin.date() + timedelta(days=2), 9.4)
            return begin(world, walk(world, way, posts[0], random.Random(len(posts))), start)
    return None


def recall_before(world: World) -> None:
    """The first way of recalling that the pack uses is tried at the main community; the voters keep the official."""
    place_id = world.settled.places[world.community.main]
    for way in world.pack.elections:
        posts = [p for p in elections.elections.posts_to_fill(way, [place_id]) if p.place_id == place_id]
        if way.recall and posts and world.nearest(list(way.run_by), place_id) is not None:
            start = local(world.begin.date() + timedelta(days=3), 10)
            return begin(world, recall(world, way, posts[0], random.Random(7)), start)
    return None


def begin(world: World, walker: Iterator[datetime], moment: datetime) -> None:
    """Give an election to the story's clock."""
    world.at(moment, lambda: go_on(world, walker))


def go_on(world: World, walker: Iterator[datetime]) -> None:
    """Until it waits for a day, or is over."""
    moment = next(walker, None)
    if moment is not None:
        begin(world, walker, moment)


def walk(world: World, way: packs.ElectionWay, post: orgs.Post, chance: random.Random) -> Iterator[datetime]:
    """One election to a post; yields when it goes on."""
    while (runner := _runner(world, way, post)) is None or not _free(post):
        yield _tomorrow()
    made = elections.opening.open_election(way=way.key, post_id=post.pk, actor=runner)

    def now() -> elections.Election:
        return elections.elections.get(made.pk, runner)

    until = clock.today() + timedelta(days=6)
    elections.opening.announce(now(), words="公开推荐人选，欢迎大家参加。", recommend_until=until, actor=runner)
    names = _register(now(), way, runner, chance)
    _recommend(now(), way, runner, names)
    yield local(until + timedelta(days=1), 9.5)
    elections.recommending.close_recommendation(now(), actor=runner)
    while (vetter := _holder(world, now())) is None:
        yield _tomorrow()
    for one in elections.Nominee.objects.filter(election=made).order_by("id"):
        elections.vetting.vet(one, fit=True, actor=vetter)
    elections.vetting.end_vetting(now(), actor=vetter)
    elections.vetting.publish_candidates(now(), actor=runner)
    yield clock.now() + timedelta(days=procedures.step_of(now().matter).days or 7, hours=1)
    world.wakes()
    yield _call(now(), runner)
    second = _assembly(world, now(), runner, post)
    yield _tomorrow()
    while now().matter.step == "approve" and (above := _holder(world, now())) is not None:
        elections.appointing.approve(now(), approved=True, actor=above)
    for one in elections.Nominee.objects.filter(election=made, elected=True).order_by("id"):
        given = elections.appointing.appoint(now(), one, actor=runner, witness_id=second.person_id)
        _hand_over(given, second)
    elections.appointing.finish(now(), words="结果已公布，任职手续已办完", actor=runner)
    world.forget_staff()
    world.lived["election"] += 1


def recall(world: World, way: packs.ElectionWay, post: orgs.Post, chance: random.Random) -> Iterator[datetime]:
    """A demand with enough signatures; the vote in the original mode does not carry it."""
    while (
        (runner := _runner(world, way, post)) is None or not _free(post) or not orgs.holder_of(post.pk).appointment_id
    ):
        yield _tomorrow()
    held = orgs.holder_of(post.pk).appointment_id
    made = elections.recall.demand(
        way=way.key,
        appointment_id=held or 0,
        words="有居民认为履职不力，要求表决。",
        source="联名册第1号",
        actor=runner,
    )

    def now() -> elections.Election:
        return elections.elections.get(made.pk, runner)

    register = elections.opening.open_register(now(), actor=runner)
    names = dict.fromkeys(full_name(chance) for _one in range(MEMBERS))
    voting.add_rows(register.pk, [voting.RowDraft(n, "", None, "", None) for n in names], actor=runner)
    rules = voting.rule_set_on(way.rule, clock.today())
    if way.electorate != "representatives" or (rules is not None and rules.roll_days):
        voting.publish_register(register.pk, board=way.board or "affairs", actor=runner)
    elections.recall.check(now(), electorate_id=register.pk, signatories=MEMBERS // 2, actor=runner)
    yield _call(now(), runner)
    _sit(world, now(), runner)
    second = _second(world, runner, post)
    elections.sitting.give_ballots(now(), actor=runner)
    papers = elections.elections.present(now())
    counts = {"for": papers // 4, "against": papers - papers // 4}
    for teller in (runner, second):
        elections.sitting.count(now(), counts, actor=teller)
    elections.result.release(now(), actor=runner)
    world.lived["recall"] += 1


def _tomorrow() -> datetime:
    return clock.now() + timedelta(days=1)


def _free(post: orgs.Post) -> bool:
    """Nobody is being elected to the post or recalled from it."""
    return elections.elections.live_for(post.pk) is None


def _runner(world: World, way: packs.ElectionWay, post: orgs.Post) -> Actor | None:
    found = world.nearest(list(way.run_by), post.place_id)
    return world.staff(found) if found is not None else None


def _holder(world: World, election: elections.Election) -> Actor | None:
    return world.staff(election.matter.offered_post_id or election.matter.holder_post_id)


def _register(election: elections.Election, way: packs.ElectionWay, runner: Actor, chance: random.Random) -> list[str]:
    """Forty names, and whoever holds the post now; who will stand."""
    made = elections.opening.open_register(election, actor=runner)
    holder = orgs.holder_of(election.post_id).person_id
    name = next(iter(orgs.posts_within(election.post.place_id, [election.post.kind])), None)
    own = next((h.name for h in name.holders if h.person_id == holder), "") if name is not None else ""
    names = {own: None} if own else {}
    while len(names) < MEMBERS:
        names[full_name(chance)] = None
    drafts = [
        voting.RowDraft(n, f"第{i // 10 + 1}小组", None, "", holder if n == own else None) for i, n in enumerate(names)
    ]
    voting.add_rows(made.pk, drafts, actor=runner)
    rules = voting.rule_set_on(way.rule, clock.today())
    if rules is not None and rules.roll_days:
        voting.publish_register(made.pk, board=way.board or "affairs", actor=runner)
    elections.opening.set_register(election, made.pk, actor=runner)
    return list(names)[: OTHERS + 1]


def _recommend(election: elections.Election, way: packs.ElectionWay, runner: Actor, names: list[str]) -> None:
    """On line where residents may, else by a sheet of voters; everybody accepts in writing."""
    fresh = elections.elections.get(election.pk, runner)
    register = voting.Elector.objects.filter(electorate=fresh.electorate_id).exclude(name__in=names).order_by("id")
    sheet = [e.name for e in register[: max(way.nominators, 1)]]
    for n, name in enumerate(names):
        if "residents" in way.recommended_by:
            nominee = elections.recommending.recommend(fresh, name=name, by_name=sheet[0], actor=ANYBODY)
        else:
            nominee = elections.recommending.enter(
                fresh,
                name=name,
                by="voters",
                channel="paper",
                source=f"联名推荐表第{n + 1}号",
                voters=sheet,
                actor=runner,
            )
        nominee = elections.Nominee.objects.select_related("election__matter").get(pk=nominee.pk)
        elections.recommending.answer(
            nominee, accepted=True, how="书面同意书", introduction="愿意为大家办事。", actor=runner
        )


def _call(election: elections.Election, runner: Actor) -> datetime:
    meets = procedures.step_of(election.matter).meets
    roll = elections.elections.rule_set(election).roll_days or 0
    days = max(meets.notice.amount if meets else 0, roll) + 1
    starts = local(clock.today() + timedelta(days=days), 15)
    elections.sitting.call(election, vote_at=starts, venue="社区礼堂", actor=runner)
    return starts


def _assembly(world: World, election: elections.Election, runner: Actor, post: orgs.Post) -> Actor:
    """Who comes is left to chance; two count; ballots go on until the seats are filled. Who counted second."""
    came = _sit(world, election, runner)
    second = _second(world, runner, post)
    while election.matter.step == "vote":
        stand = [n.key for n in _known_first(elections.sitting.round_of(election)[0], post)]
        elections.sitting.give_ballots(election, actor=runner)
        counts = _ballots(came, stand)
        elections.sitting.count(election, counts, actor=runner)
        elections.sitting.count(election, counts, actor=second)
        elections.result.release(election, actor=runner)
        election = elections.elections.get(election.pk, runner)
    return second


def _sit(world: World, election: elections.Election, runner: Actor) -> int:
    """The assembly sits, with scrutineers; how many came."""
    elections.sitting.open_(election, actor=runner)
    rows = list(voting.Elector.objects.filter(electorate=election.electorate_id).order_by("id"))
    came = [e for e in rows if entropy.below(AWAY)]
    elections.sitting.sign_in_many(election, [e.pk for e in came], actor=runner)
    standing = {n.name for n in elections.elections.candidates(election)}
    watching = [e for e in came if e.name not in standing]
    for elector, role in zip(watching, OFFICERS, strict=False):
        elections.sitting.name_officer(election, elector.pk, role, actor=runner)
    elections.sitting.approve_officers(election, agreed=len(came), actor=runner)
    return len(came)


def _known_first(rows: list[elections.Nominee], post: orgs.Post) -> list[elections.Nominee]:
    """Who holds the post is known, and wanted by most."""
    holder = orgs.holder_of(post.pk).person_id
    return sorted(rows, key=lambda n: (n.person_id is None or n.person_id != holder, n.place or 0))


def _ballots(papers: int, stand: list[str]) -> Counter[str]:
    """What is found in the box: most know whom they want."""
    counts: Counter[str] = Counter(dict.fromkeys(stand, 0))
    for _paper in range(papers):
        draw = entropy.below(10)
        counts["blank" if draw == 9 else stand[0] if draw < 7 or len(stand) < 2 else stand[1]] += 1
    return counts


def _second(world: World, runner: Actor, post: orgs.Post) -> Actor:
    """Another who may enter votes at the place, and does not hold the post that is voted on."""
    kinds = world.kinds_with(Permission.VOTE_ENTER)
    rows = orgs.Post.objects.filter(place=post.place_id, kind__in=kinds, ends_on=None).exclude(pk=post.pk)
    for one in rows.order_by("id"):
        actor = world.staff(one.pk)
        if actor is not None and actor.person_id != runner.person_id:
            return actor
    raise LookupError("nobody there may count second")


def _hand_over(nominee: elections.Nominee, witness: Actor) -> None:
    """Where somebody else takes over, the three sign."""
    row = structure.Handover.objects.select_related("appointment").filter(pk=nominee.handover or 0).first()
    if row is not None:
        for person in (row.appointment.person_id, nominee.person_id, witness.person_id):
            structure.sign(row.pk, actor=orgs.actor_of(person or 0))
