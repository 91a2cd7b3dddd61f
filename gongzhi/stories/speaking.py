"""What staff say in public: answers, resolutions, answers on the board."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import words
from gongzhi.stories.world import Case, World, flip


def say(world: World, case: Case, actor: Actor, ending: str) -> None:
    """The answer to the resident, with what its ending needs. Raises NotAllowed where the step has no such ending."""
    chance, needs = world.chance, world.pack.ending(ending).needs
    requests.answer(
        case.matter_id,
        actor=actor,
        ending=ending,
        public_text=words.answer(world.plan, case.kind, ending, chance),
        internal_text=chance.choice(words.answered.NOTES) if flip(chance, 0.3) else "",
        planned_on=clock.today() + timedelta(days=chance.randint(10, 60)) if "date" in needs else None,
        goes_to=chance.choice(words.answered.TARGETS) if "target" in needs else "",
    )


def resolution(world: World, case: Case, place_id: int, actor: Actor) -> None:
    """What was resolved goes to its board, by the nearest who may put something there; a private one does not."""
    post = world.nearest(world.kinds_with(Permission.BOARD_PUBLISH), place_id)
    who = (world.staff(post) if post is not None else None) or actor
    text = world.chance.choice(world.plan.published or words.answered.RESOLVED)
    request = requests.Request.objects.get(pk=case.matter_id)
    if request.keep_private or not case.kind.publishable:
        requests.leave_out(case.matter_id, actor=who, reason=words.answered.PRIVATE)
        return
    requests.put_up(case.matter_id, actor=who, title=f"{case.street}：{case.kind.title}", text=text)


def release(world: World, case: Case) -> None:
    """Somebody who may lets the answer go to the board, without house or person."""
    request = requests.Request.objects.select_related("matter").get(pk=case.matter_id)
    post = world.nearest(world.kinds_with(Permission.REQUEST_RELEASE), request.matter.place_id)
    actor = world.staff(post) if post is not None else None
    kind = world.pack.request_type(request.type_key)
    if actor is None or request.keep_private or not kind.publishable or request.ending in ("duplicate", "withdrawn"):
        return
    if request.matter.state not in procedures.OVER:
        return
    requests.release(
        case.matter_id,
        actor=actor,
        title=f"{case.street}：{kind.title}",
        question=words.public_question(kind, case.street),
        answer_text=request.answer,
        override_reason=words.OVERRIDE,
    )
