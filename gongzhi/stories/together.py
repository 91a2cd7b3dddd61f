"""Several bodies on one matter, and those who watch over it: sign in, answer, refuse; question, hold, decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import words
from gongzhi.stories.world import Case, World, flip

Then = Callable[[World, Case], None]
REFUSES = 0.08
NOT_ACCEPTED = 0.1


def gather(world: World, case: Case, then: Then) -> None:
    """In a join: the holder asks the bodies of the type where the pack names none; when all have ended, `then`."""
    matter = world.matter(case)
    parts = [p for p in procedures.parts_of(case.matter_id) if p.live]
    asked = parts or _ask(world, case, matter)
    for part in parts or [p for p in procedures.parts_of(case.matter_id) if p.live]:
        world.in_work(world.chance.uniform(10, 200), lambda part=part: _signs_in(world, part.id))  # type: ignore[misc]
    if not asked:
        return _alone(world, case, matter, then)
    return world.in_work(240, lambda: _ended(world, case, matter.step, then))


def _ask(world: World, case: Case, matter: procedures.Matter) -> bool:
    actor = world.staff(matter.holder_post_id)
    posts = [p for p in world.posts_of(case.kind.departments, matter.place_id) if p != matter.holder_post_id]
    if actor is None or not posts:
        return False
    asks = [(post, words.answered.ASKED_TOGETHER) for post in posts]
    requests.blow(case.matter_id, asks=asks, lead=posts[0], actor=actor)
    return True


def _alone(world: World, case: Case, matter: procedures.Matter, then: Then) -> None:
    """Nobody to ask: on by the way out, if there is one."""
    actor = world.staff(matter.holder_post_id)
    ways = [o.key for o in procedures.step_of(matter).outcomes[1:] if not o.endings]
    if actor is not None and ways:
        procedures.choose(case.matter_id, outcome=ways[0], actor=actor)
    return world.in_work(60, lambda: then(world, case))


def _ended(world: World, case: Case, step: str, then: Then) -> None:
    matter = world.matter(case)
    if matter.step == step and matter.state == "open" and not any(p.live for p in procedures.parts_of(case.matter_id)):
        return _alone(world, case, matter, then)  # all refused
    if matter.step == step and matter.state in procedures.LIVE:
        return world.in_work(240, lambda: _ended(world, case, step, then))
    return then(world, case)


def _signs_in(world: World, part_id: int) -> None:
    part = procedures.Matter.objects.get(pk=part_id)
    if part.offered_post_id is None:
        return None
    actor = world.staff(part.offered_post_id)
    if actor is None:
        return world.in_work(120, lambda: _signs_in(world, part_id))
    if flip(world.chance, REFUSES):
        procedures.refuse_part(part_id, reason=world.chance.choice(words.answered.DECLINE), actor=actor)
        return world.in_work(world.chance.uniform(20, 200), lambda: _dropped(world, part_id))
    procedures.take_offer(part_id, actor=actor)
    return world.in_work(world.chance.uniform(60, 900), lambda: _answers(world, part_id))


def _dropped(world: World, part_id: int) -> None:
    """The holder of the whole does without whoever refused."""
    part = procedures.Matter.objects.select_related("parent").get(pk=part_id)
    actor = world.staff(part.parent.holder_post_id) if part.parent else None
    if actor is None:
        return world.in_work(240, lambda: _dropped(world, part_id))
    if part.open_children:
        return None
    if _arbitrated(world, part):
        dispute = requests.open_dispute(part_id, reason=words.answered.DISPUTED, actor=actor)
        return world.in_work(world.chance.uniform(60, 600), lambda: _rules(world, dispute.pk))
    procedures.drop_part(part_id, reason=words.answered.DO_WITHOUT, actor=actor)
    return None


def _arbitrated(world: World, part: procedures.Matter) -> bool:
    procedure, _sign, step = part.procedure.partition("/")
    joins = world.pack.procedure(procedure).step(step).joins
    return joins is not None and joins.arbitration is not None


def _rules(world: World, dispute_id: int) -> None:
    """The arbiter gives it to the body that refused, or leaves it with the street."""
    dispute = requests.Dispute.objects.select_related("matter").get(pk=dispute_id)
    actor = world.staff(dispute.matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _rules(world, dispute_id))
    last = requests.PartTurn.objects.filter(part=dispute.part_id).order_by("-id").first()
    to_post = last.post_id if last is not None and flip(world.chance, 0.7) else None
    requests.rule(dispute_id, to_post=to_post, words=words.answered.RULED, actor=actor)
    return world.in_work(world.chance.uniform(60, 600), lambda: _answers(world, dispute.part_id))


def _answers(world: World, part_id: int) -> None:
    part = procedures.Matter.objects.get(pk=part_id)
    actor = world.staff(part.holder_post_id)
    if part.state != "open":
        return None
    if actor is None:
        return world.in_work(240, lambda: _answers(world, part_id))
    if part.step == "arrive":
        come = requests.Arrival(words.answered.CAME, where=part.place.name)
        requests.arrive(part_id, come, actor=actor)
        return world.in_work(world.chance.uniform(60, 600), lambda: _answers(world, part_id))
    if part.step != "answer":
        return None
    after = procedures.answer_part(part_id, words=world.chance.choice(words.answered.PART), actor=actor)
    if after.step == "accept":
        return world.in_work(world.chance.uniform(20, 300), lambda: _accepts(world, part_id))
    return None


def _accepts(world: World, part_id: int) -> None:
    """Who asked accepts the answer, or sends it back once; both grade each other."""
    part = procedures.Matter.objects.get(pk=part_id)
    actor = world.staff(part.holder_post_id)
    if part.step != "accept":
        return None
    if actor is None:
        return world.in_work(240, lambda: _accepts(world, part_id))
    turn = requests.PartTurn.objects.filter(part=part_id).order_by("-id")[0]
    if not turn.again and flip(world.chance, NOT_ACCEPTED):
        procedures.send_part_again(part_id, reason=words.answered.NOT_ACCEPTED, actor=actor)
        return world.in_work(world.chance.uniform(60, 600), lambda: _answers(world, part_id))
    procedures.accept_part(part_id, actor=actor)
    requests.grade(part_id, stars=world.chance.choice((3, 4, 5, 5)), actor=actor)
    return world.in_work(world.chance.uniform(20, 400), lambda: _grades_back(world, part_id, turn.post_id))


def _grades_back(world: World, part_id: int, post: int) -> None:
    actor = world.staff(post)
    if actor is not None:
        requests.grade(part_id, stars=world.chance.choice((4, 5, 5)), actor=actor)


def watcher(world: World, case: Case, matter: procedures.Matter) -> Actor | None:
    """Who watches over this matter, where its procedure has supervisors."""
    supervisors = world.pack.procedure(case.kind.procedure).supervisors
    post = world.nearest(list(supervisors.by), matter.place_id) if supervisors else None
    return world.staff(post) if post is not None else None


def question(world: World, case: Case, matter: procedures.Matter, then: Then) -> bool:
    """A question, which the holder answers."""
    actor = watcher(world, case, matter)
    if actor is None:
        return True
    procedures.question(case.matter_id, words=world.chance.choice(words.answered.SUPERVISED), actor=actor)
    world.in_work(world.chance.uniform(30, 700), lambda: _replies(world, case, then))
    return False


def _replies(world: World, case: Case, then: Then) -> None:
    actor = world.staff(world.matter(case).holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _replies(world, case, then))
    procedures.reply(case.matter_id, words=world.chance.choice(words.answered.SUPERVISED_REPLY), actor=actor)
    return then(world, case)


def hold(world: World, case: Case, matter: procedures.Matter, then: Then) -> bool:
    """The step is held until the next level lets it go on."""
    actor = watcher(world, case, matter)
    if actor is None:
        return True
    procedures.hold(case.matter_id, reason=world.chance.choice(words.answered.HELD), actor=actor)
    supervisors = world.pack.procedure(case.kind.procedure).supervisors
    lapses = clock.now() + timedelta(days=supervisors.hold_days if supervisors else 0, hours=-1)
    moment = world.work_moment(clock.now(), world.chance.uniform(60, 800))
    world.at(min(moment, lapses), lambda: _decides(world, case, then))
    return False


def _decides(world: World, case: Case, then: Then) -> None:
    matter, supervisors = world.matter(case), world.pack.procedure(case.kind.procedure).supervisors
    post = world.nearest([supervisors.decides], matter.place_id) if supervisors else None
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return world.in_work(240, lambda: _decides(world, case, then))
    if not matter.clocks.filter(name="hold", running_since__isnull=False).exists():
        return then(world, case)  # its days were over before anybody decided
    procedures.decide_hold(case.matter_id, reason=words.answered.GO_ON, actor=actor)
    return then(world, case)
