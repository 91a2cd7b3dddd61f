"""A quarrel goes from its request to mediation and back with the result (row C5), by the acts that people have."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from gongzhi.access.public import Actor
from gongzhi.core import clock, entropy
from gongzhi.mediation import public as mediation
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import steps
from gongzhi.stories.names import full_name
from gongzhi.stories.words import quarrels
from gongzhi.stories.world import Case, World, flip

Then = Callable[[World, Case], None]
ASKS_PERSUADERS = 0.5  # where there are any
DECLINES, REFUSES, RECONCILES, WRITTEN = 0.08, 0.4, 0.3, 0.7
CONFIRMED, NOT_KEPT = 0.25, 0.08
# Outcomes that the story chooses, by what the request will come to; anything else is settled.
AGREED, RECONCILED, FAILED, ELSEWHERE, REFUSED = "agreed", "reconciled", "failed", "elsewhere", "refused"
SETTLED = (AGREED, RECONCILED)
PERSUADE, MEDIATE, CALL_BACK = "persuade", "mediate", "call-back"


@dataclass(slots=True)
class Course:
    """A mediation in the story; everything else about it is read from the product."""

    about: Case | None  # the request that it came of
    matter_id: int
    result: str
    then: Then | None  # what follows for the request, until it has its result
    chance: random.Random
    form: str = ""  # of the agreement, where it is settled beforehand
    court: bool = False  # and that the court confirms it
    again: bool = False  # it was mediated a second time


def way_for(world: World, kind: packs.RequestType) -> packs.Mediation | None:
    """The way in which requests of this type are mediated in this pack."""
    ways = [w for w in world.pack.mediations if w.received_by and w.mediators]
    return next((w for w in ways for k in w.kinds if kind.key in k.request_types), None)


def drawn(world: World, kind: packs.RequestType) -> bool:
    """Whether this request will go to mediation; no chance is asked where the pack's story has none."""
    share = world.plan.mediated_share
    return share > 0 and way_for(world, kind) is not None and flip(world.chance, share)


def open_of(world: World, case: Case, matter: procedures.Matter, actor: Actor, then: Then) -> bool:
    """Whoever holds the request opens a mediation of it; `then` follows when it has a result. True where the next
    thing follows at once: nobody registers mediations there."""
    way = way_for(world, case.kind)
    if way is None or world.nearest(list(way.received_by), matter.place_id) is None:
        return True
    other = full_name(world.chance)
    while other == case.draft.name:
        other = full_name(world.chance)
    first, second = mediation.SideDraft("", agrees=True), mediation.SideDraft(other)
    made = mediation.of_requests.open_for(
        requests.read(case.matter_id), mediation.RequestDraft(case.draft.description, first, second), actor=actor,
        submission=entropy.token_urlsafe(12),
    )  # fmt: skip
    world.lived["mediation"] += 1
    follow(world, Course(case, made.pk, _result(world, case.fate.ending), then, world.chance))
    return False


def _result(world: World, ending: str) -> str:
    """What the mediation will come to, so that the request can be answered with its ending."""
    if ending == "not_ours":
        return ELSEWHERE
    if ending == "explained":
        return REFUSED if flip(world.chance, REFUSES) else FAILED
    return RECONCILED if flip(world.chance, RECONCILES) else AGREED


def follow(world: World, course: Course) -> None:
    """From here on whoever has the case does what is next."""
    _later(world, course, 20, 150)


def _later(world: World, course: Course, low: float, high: float) -> None:
    """Go on after so many working minutes."""
    world.in_work(course.chance.uniform(low, high), lambda: _goes_on(world, course))


def _goes_on(world: World, course: Course) -> None:
    """Whoever has the case does the next thing, until it is archived."""
    row = mediation.Case.objects.select_related("matter").get(pk=course.matter_id)
    matter = row.matter
    if row.result and course.then is not None:
        _back(world, course, row.result)
    if matter.state not in procedures.LIVE:
        return None
    world.about = course.about
    if steps.timed(matter):
        due = max(matter.next_tick_at or clock.now(), clock.now())
        return world.at(world.work_moment(due, 120), lambda: _goes_on(world, course))
    actor = world.staff(matter.offered_post_id or matter.holder_post_id)
    if actor is None:  # nobody there
        return _later(world, course, 120, 300)
    if matter.offered_post_id is not None:
        return _responds(world, course, row, actor)
    step = procedures.step_of(matter)
    if step.key == CALL_BACK:
        return _calls_back(world, course, row, actor)
    if _fits(step, MEDIATE) or _fits(step, PERSUADE):
        return _arranges(world, course, row, step, actor)
    return _mediates(world, course, row, step, actor)


def _back(world: World, course: Course, result: str) -> None:
    """The request has its result: whoever holds it goes on, the nearest way where the sides settled it."""
    then, course.then = course.then, None
    world.lived[f"mediated:{result}"] += 1
    assert then is not None
    assert course.about is not None
    if result in SETTLED:
        course.about.turns = max(course.about.turns, steps.WANDERS)
    then(world, course.about)


def _fits(step: procedures.Step, outcome: str) -> bool:
    return any(o.key == outcome for o in step.outcomes)


def _responds(world: World, course: Course, row: mediation.Case, actor: Actor) -> None:
    """The one who was asked takes it, or says once why not."""
    if row.matter.returns == 0 and flip(course.chance, DECLINES):
        mediation.steps.decline(row, reason=course.chance.choice(quarrels.DECLINED), actor=actor)
    else:
        mediation.steps.take(row, actor=actor)
    _later(world, course, 15, 90)


def _arranges(world: World, course: Course, row: mediation.Case, step: procedures.Step, actor: Actor) -> None:
    """The sides are asked, a form is filled in, then a persuader or a mediator is asked; a persuader may be enough."""
    for side in mediation.Side.objects.filter(case=row).order_by("position"):
        if side.agrees is None:
            refuses = course.result == REFUSED
            mediation.steps.consent(row, side.pk, agrees=not refuses, actor=actor)
            if refuses:
                return _goes_on(world, course)
    _fills(world, course, row, step, actor)
    if course.result == RECONCILED and _fits(step, RECONCILED):  # at the persuader's
        return _ends(world, course, row, RECONCILED, actor)
    found = mediation.cases.matches(row)
    persuaders = [m.post_id for m in found if m.persuades]
    mediators = [m.post_id for m in found if not m.persuades]
    first = persuaders and _fits(step, PERSUADE) and (not mediators or flip(course.chance, ASKS_PERSUADERS))
    posts = persuaders if first else mediators
    if not posts:
        return _ends(world, course, row, REFUSED, actor)
    post = posts[min(row.matter.returns, len(posts) - 1)]  # after a refusal the next one
    mediation.steps.arrange(row, PERSUADE if first else MEDIATE, post, actor=actor)
    return _later(world, course, 10, 90)


def _mediates(world: World, course: Course, row: mediation.Case, step: procedures.Step, actor: Actor) -> None:
    """A step of mediating: its form, and on; at the step that ends it the sides sit down together first."""
    result = _possible(course.result, row, step, actor)
    if result == ELSEWHERE:
        _fills(world, course, row, step, actor)
        return _ends(world, course, row, result, actor)
    if result is None:
        _fills(world, course, row, step, actor)
        onwards = next(o.key for o in step.outcomes if not o.endings)
        mediation.steps.finish(row, onwards, actor=actor)
        return _later(world, course, 20, 160)
    starts = world.work_moment(clock.now(), course.chance.uniform(120, 600))
    sitting = mediation.sittings.call(row, starts_at=starts, venue=course.chance.choice(quarrels.VENUES), actor=actor)
    return world.at(starts + timedelta(minutes=40), lambda: _sits(world, course, sitting.pk, result))


def _possible(result: str, row: mediation.Case, step: procedures.Step, actor: Actor) -> str | None:
    """What it comes to in this step; None where it only leads on. Before who issues no agreement they make it up."""
    if result == AGREED and mediation.cases.issues(row, actor) is None:
        result = RECONCILED
    if _fits(step, result):
        return result
    offered = [k for k in (FAILED, RECONCILED) if _fits(step, k)]
    return offered[0] if offered and all(o.endings or o.key in (AGREED, RECONCILED) for o in step.outcomes) else None


def _sits(world: World, course: Course, sitting_id: int, result: str) -> None:
    """The sitting is held, the form filled in, and the case ends with its result."""
    row = mediation.Case.objects.select_related("matter").get(pk=course.matter_id)
    actor = world.staff(row.matter.holder_post_id)
    if actor is None or row.matter.state not in procedures.LIVE:
        if row.matter.state in procedures.LIVE:
            world.in_work(120, lambda: _sits(world, course, sitting_id, result))
        return None
    notes = course.chance.choice(quarrels.SAID)
    mediation.sittings.hold(row, sitting_id, came=row.sides.count(), notes=notes, actor=actor)
    _fills(world, course, row, procedures.step_of(row.matter), actor)
    if result != AGREED:
        return _ends(world, course, row, result, actor)
    form = course.form or ("written" if flip(course.chance, WRITTEN) else "oral")
    terms = course.chance.choice(quarrels.TERMS)
    mediation.agreeing.agree(row, form=form, terms=terms, agreed_on=clock.today(), actor=actor)
    if course.court or (not course.form and form == "written" and flip(course.chance, CONFIRMED)):
        world.in_work(course.chance.uniform(900, 4000), lambda: _confirmed(world, course))
    return _goes_on(world, course)


def _ends(world: World, course: Course, row: mediation.Case, result: str, actor: Actor) -> None:
    goes_to = course.chance.choice(quarrels.ELSEWHERE) if result == ELSEWHERE else ""
    mediation.steps.finish(row, result, goes_to=goes_to, actor=actor)
    _goes_on(world, course)


def _fills(world: World, course: Course, row: mediation.Case, step: procedures.Step, actor: Actor) -> None:
    """The form of the step, where it has one that is still empty."""
    form = world.pack.mediation(row.way).form(step.key)
    if form is not None and not mediation.cases.is_filled(row, step.key):
        mediation.steps.fill(row, {f.key: course.chance.choice(quarrels.FILLED) for f in form.fields}, actor=actor)


def _confirmed(world: World, course: Course) -> None:
    """The court confirmed the agreement, and who mediates writes it down."""
    row = mediation.Case.objects.select_related("matter").get(pk=course.matter_id)
    actor = world.staff(row.matter.holder_post_id)
    if actor is not None:
        mediation.agreeing.court(row, result="confirmed", on=clock.today(), actor=actor)


def _calls_back(world: World, course: Course, row: mediation.Case, actor: Actor) -> None:
    """Both are asked whether it is kept; what is not is mediated once more."""
    broken = not course.again and clock.now() < world.end and flip(course.chance, NOT_KEPT)
    course.again = course.again or broken
    mediation.agreeing.call_back(row, kept="partly" if broken else "kept", again=broken, actor=actor)
    _later(world, course, 60, 300)
