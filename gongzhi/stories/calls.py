"""Calls back in a story: staff call whom the lot names; somebody who is not content has it handled again (C2)."""

from __future__ import annotations

from collections.abc import Callable

from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import words
from gongzhi.stories.world import Case, World, flip

MISSED, UNHAPPY = 0.15, 0.05


def after_answer(world: World, case: Case, work: Callable[[World, Case], None]) -> None:
    """Where the lot fell on this answer, its call is made within some hours of work."""
    call = requests.CallBack.objects.filter(request=case.matter_id, state="due").exclude(post=None).first()
    if call is not None:
        world.in_work(world.chance.uniform(100, 900), lambda: _calls(world, case, call.pk, work))


def _calls(world: World, case: Case, call_id: int, work: Callable[[World, Case], None]) -> None:
    call = requests.CallBack.objects.select_related("request__matter").get(pk=call_id)
    about = call.request
    if call.state != "due" or call.round != about.round or about.matter.state not in procedures.OVER:
        return None
    actor = world.staff(call.post_id) if call.post_id else None
    if actor is None:
        return world.in_work(240, lambda: _calls(world, case, call_id, work))
    if flip(world.chance, MISSED):
        done = requests.record_call(call_id, requests.Said(False), actor=actor)
        return world.in_work(300, lambda: _calls(world, case, call_id, work)) if done.state == "due" else None
    again = not case.done_before and not case.fate.reopened and flip(world.chance, UNHAPPY)
    content = 1 if again else world.chance.choice((2, 3, 3, 3))
    said = requests.Said(True, content=content, manner=world.chance.choice((2, 3, 3)),
                         words=words.answered.REOPEN[0] if again else "")  # fmt: skip
    if requests.record_call(call_id, said, actor=actor).reopened:
        case.done_before = True
        case.todo = [("answer", 0)]
        work(world, case)
    return None
