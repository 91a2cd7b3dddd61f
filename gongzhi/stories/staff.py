"""What staff do with a request, one thing after the other in their working time, until it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.core.worktime import Limit, Unit
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import fates, mediating, plans, receptions, residents, speaking, steps, stopped, together, words
from gongzhi.stories.world import Case, World

TURNS = 150  # things done with one request, after which it will never end
FIRST_STEPS = 60  # working minutes at most until somebody looks at it for the first time


def begin(world: World, case: Case) -> None:
    """A request came in: what will be done with it, in order; the first look follows soon."""
    case.todo = plans.todo(world, case, world.matter(case))
    _next(world, case)


def _next(world: World, case: Case) -> None:
    """When the next thing is done: early where it is in time, past the due moment where it is late."""
    if not case.todo:
        return None
    matter, now = world.matter(case), clock.now()
    if (offered := matter.offered_post_id) is not None:  # the step itself brought it to another post
        return world.in_work(world.chance.uniform(3, 45), lambda: _respond(world, case, offered))
    due = matter.due_at or now + timedelta(days=2)
    left = world.calendar.minutes_between(now, due) if due > now else 0
    share = world.chance.uniform(0.15, 0.75)
    if case.todo[0][0] == "answer" and case.fate.late and not case.done_before:
        moment = world.work_moment(max(now, due), world.chance.randint(70, 1100) * (3 if world.hurried else 1))
        return world.at(moment, lambda: work(world, case))
    delay = left * share / max(2, len(case.todo))
    if len(case.todo) > 1:
        delay = min(delay, FIRST_STEPS * world.chance.uniform(0.2, 1.0) if case.todo[0][0] == "hand-on" else 700)
    return world.in_work(delay, lambda: work(world, case))


def work(world: World, case: Case) -> None:
    """Whoever holds the request does the next thing; nothing while it waits or is on offer."""
    matter = world.matter(case)
    if matter.offer_ends_at is not None and matter.offer_ends_at <= clock.now():
        world.wakes()  # the worker would have been here by now
        matter = world.matter(case)
    if case.todo and matter.state == "waiting" and steps.timed(matter):  # it goes on by itself
        return world.in_work(240, lambda: _after_waiting(world, case))
    if not case.todo or matter.state != "open" or matter.offered_post_id is not None:
        return None
    case.turns += 1
    if case.turns > TURNS:
        raise stopped.rounds(world, matter, TURNS)
    if procedures.step_of(matter).kind is procedures.StepKind.JOIN:
        return together.gather(world, case, _next)
    actor = world.staff(matter.holder_post_id)
    if actor is None:  # nobody there: tomorrow
        return world.in_work(240, lambda: work(world, case))
    if procedures.unposted(matter):
        speaking.resolution(world, case, matter.place_id, actor)
        return _next(world, case)
    if procedures.step_of(matter).kind is procedures.StepKind.DISPATCH:
        steps.dispatch(world, case, matter, actor)
        return _next(world, case)
    verb, post_id = case.todo.pop(0)
    receptions.attend(world, case, matter, actor, verb)
    goes_on = VERBS[verb](world, case, matter, actor, post_id)
    world.lived[verb] += not goes_on
    return _next(world, case) if goes_on else None


def _after_waiting(world: World, case: Case) -> None:
    """Wait until the publication or the days are over; then whoever it came to takes it."""
    if steps.timed(world.matter(case)):
        return world.in_work(240, lambda: _after_waiting(world, case))
    return _next(world, case)


# -- verbs: (world, case, matter, actor, post) -> whether the next thing follows by itself -------------------------


def _hand_on(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    """To whom the type is routed here; who is that already takes it up."""
    target = world.nearest(list(case.kind.routes_to), matter.place_id)
    held = actor.holding(matter.holder_post_id)
    if target is None and held is not None and Permission.REQUEST_HANDLE not in held.permissions:
        target = world.nearest(world.kinds_with(Permission.REQUEST_HANDLE), matter.place_id)  # not placed yet
    if target is None or target == matter.holder_post_id:
        return _take_up(world, case, matter, actor, post_id)
    return _offer(world, case, matter, actor, target)


def _hand_on_above(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    """After a return: to the nearest superior of the post that it is routed to, else it is done here."""
    choices = orgs.posts_to_offer(actor, places.ancestors(matter.place_id), procedure=matter.procedure)
    first = world.nearest(list(case.kind.routes_to), matter.place_id)
    kinds = dict(orgs.Post.objects.filter(pk__in=[c.post_id for c in choices]).order_by("pk").values_list("pk", "kind"))
    above = [k for route in case.kind.routes_to for k in world.pack.post_kind(route).superiors]
    near = [c.post_id for c in choices if c.post_id != first and c.holder_name and kinds[c.post_id] in above]
    if not near:
        held = actor.holding(matter.holder_post_id)
        handles = held is None or Permission.REQUEST_HANDLE in held.permissions
        return (_take_up if handles else _hand_on)(world, case, matter, actor, post_id)
    return _offer(world, case, matter, actor, near[0])


def _take_up(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    if matter.holder_person_id is None or _to_be_taken(matter):
        procedures.accept(case.matter_id, actor=actor)
    return True


def _to_be_taken(matter: procedures.Matter) -> bool:
    """Whether the step is over when somebody takes the matter in hand."""
    step = procedures.definition(matter.revision_id, matter.procedure).step(matter.step)
    return any(o.key in ("accept", "take") for o in step.outcomes)


def _offer(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    if post_id == matter.holder_post_id:
        return True
    offered = procedures.offer(case.matter_id, to_post=post_id, actor=actor)
    fate, first = case.fate, matter.returns == 0
    if fate.lapsed and first:
        case.fate = replace(case.fate, lapsed=False)
        case.todo.insert(0, ("offer", post_id))
        ends = offered.offer_ends_at or clock.now()
        world.at(world.work_moment(ends, 25), lambda: work(world, case))
        return False
    world.in_work(world.chance.uniform(3, 45), lambda: _respond(world, case, post_id))
    return False


def offer(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> None:
    """Whoever holds it offers it to another post, which answers in its time."""
    _offer(world, case, matter, actor, post_id)


def _respond(world: World, case: Case, post_id: int) -> None:
    """The post that it was offered to takes it, or says why not; where that post ended, whoever took over."""
    matter = world.matter(case)
    post_id = matter.offered_post_id or post_id
    if matter.offered_post_id is None:
        return work(world, case)  # it ran out, or somebody else was faster
    actor = world.staff(post_id)
    if actor is None:
        return world.in_work(120, lambda: _respond(world, case, post_id))
    if case.fate.refused and case.todo and case.todo[0][0] != "step":
        case.fate = replace(case.fate, refused=False)
        procedures.decline_offer(case.matter_id, reason=world.chance.choice(words.answered.DECLINE), actor=actor)
        case.todo.insert(0, ("hand-on-above", 0))
    else:
        procedures.take_offer(case.matter_id, actor=actor)
    return _next(world, case)


def _send_back(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    definition = procedures.definition(matter.revision_id, matter.procedure)
    if matter.previous_post_id is None or matter.returns >= definition.max_returns:
        case.todo = [t for t in case.todo if t[0] != "hand-on-above"]
        return True
    procedures.send_back(case.matter_id, reason=world.chance.choice(words.answered.RETURN), actor=actor)
    return True


def _ask(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    chance = world.chance
    question = chance.choice(words.answered.QUESTIONS)
    requests.ask(case.matter_id, question=question, actor=actor)
    if case.fate.silent:
        world.at(world.work_moment(clock.now(), 3 * 420), lambda: _wait_no_longer(world, case))
    else:
        moment = fates.waking(clock.now() + timedelta(hours=chance.uniform(0.5, 44)), chance)
        world.at(moment, residents.replies(world, case, after_reply))
    return False


def after_reply(world: World, case: Case) -> None:
    """The resident has answered: work goes on in working time."""
    _next(world, case)


def _wait_no_longer(world: World, case: Case) -> None:
    """The resident said nothing for days: it goes on without."""
    matter = world.matter(case)
    if matter.state == "waiting":
        actor = world.staff(matter.holder_post_id)
        if actor is None:
            return world.in_work(240, lambda: _wait_no_longer(world, case))
        procedures.resume(case.matter_id, actor=actor)
        procedures.comment(case.matter_id, internal_text=words.answered.GIVE_UP_WAITING, actor=actor)
    return _next(world, case)


def _extend(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    definition = procedures.definition(matter.revision_id, matter.procedure)
    days = world.chance.randint(1, 2)
    held, needed = actor.holding(matter.holder_post_id), definition.extension_permission
    if definition.max_extensions and held is not None and (needed is None or needed in held.permissions):
        reason = world.chance.choice(words.answered.EXTEND)
        requests.extend(case.matter_id, limit=Limit(days, Unit.WORKING_DAYS), reason=reason, actor=actor)
    return True


def _retype(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    same = [
        k
        for k in world.pack.request_types
        if k.procedure == case.kind.procedure and k.group == case.kind.group and k.key != case.kind.key
    ]
    if same:
        to = world.chance.choice(same)
        requests.change_type(case.matter_id, type_key=to.key, actor=actor)
        case.kind = to
    return True


def _locate(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    lon, lat = case.spot
    held = actor.holding(matter.holder_post_id)
    if held is None or not held.permissions & {Permission.REQUEST_HANDLE, Permission.REQUEST_TAKE_UNLOCATED}:
        post = world.nearest(world.kinds_with(Permission.REQUEST_TAKE_UNLOCATED), matter.place_id)
        actor = (world.staff(post) if post is not None else None) or actor
    requests.relocate(case.matter_id, lon=lon, lat=lat, actor=actor)
    return True


def _note(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    procedures.comment(case.matter_id, internal_text=world.chance.choice(words.answered.NOTES), actor=actor)
    return True


def _merge(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    """The same as an earlier one (its matter's id stands in place of a post): joined with it, if that is still open."""
    twin = next(c for c in world.cases if c.matter_id == post_id)
    if world.matter(twin).state not in procedures.LIVE or not procedures.sees(actor, world.matter(twin)):
        case.todo = [("hand-on", 0), ("answer", 0)]
        return True
    requests.merge(case.matter_id, into=twin.number, actor=actor)
    world.lived["ending:duplicate"] += 1
    case.todo = []
    return False


def _step(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    """One step on; where what it will come to is offered here and never again, it ends here."""
    if _has_way_on(matter) and steps.ends_here_alone(matter, case.fate.ending):
        case.todo = [*(t for t in case.todo if t[0] in ("question", "hold")), ("answer", 0)]
        return True
    steps.go_on(world, case, matter, actor)
    return True


def _question(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    return together.question(world, case, matter, _next)


def _hold(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    return together.hold(world, case, matter, _next)


def _mediate(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    return mediating.open_of(world, case, matter, actor, _next)


def _answer(world: World, case: Case, matter: procedures.Matter, actor: Actor, post_id: int) -> bool:
    chance, ending = world.chance, case.fate.ending if not case.done_before else "solved"
    held = actor.holding(matter.holder_post_id)
    if held is None or Permission.REQUEST_ANSWER not in held.permissions:
        case.todo = [("hand-on", 0), ("answer", 0)]
        return True
    offered = steps.endings_here(matter) if not _has_way_on(matter) else []
    for wanted in (ending, "explained", "solved", *offered):
        try:
            speaking.say(world, case, actor, wanted)
            world.lived[f"ending:{wanted}"] += 1
            break
        except NotAllowed:  # the step that was reached has no such ending any more
            continue
    else:  # nor any other: first a step on
        case.todo = [("step", 0), ("answer", 0)]
        return True
    case.todo = []
    residents.after_answer(world, case, case.fate, work_again)
    if case.fate.released and not case.done_before:
        world.in_work(chance.uniform(60, 1500), lambda: speaking.release(world, case))
    return False


def _has_way_on(matter: procedures.Matter) -> bool:
    """Whether the step can be left without an ending."""
    return any(not o.endings and o.next != "end" for o in procedures.step_of(matter).outcomes)


def work_again(world: World, case: Case) -> None:
    """It is open again: the holder begins anew."""
    _next(world, case)


Verb = Callable[[World, Case, procedures.Matter, Actor, int], bool]
VERBS: dict[str, Verb] = {
    "hand-on": _hand_on,
    "hand-on-above": _hand_on_above,
    "take-up": _take_up,
    "offer": _offer,
    "send-back": _send_back,
    "ask": _ask,
    "extend": _extend,
    "retype": _retype,
    "locate": _locate,
    "merge": _merge,
    "note": _note,
    "step": _step,
    "question": _question,
    "hold": _hold,
    "mediate": _mediate,
    "answer": _answer,
}
