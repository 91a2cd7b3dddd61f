"""What will be done with a request, in order, drawn from its fate and the way that its procedure takes."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import mediating
from gongzhi.stories.steps import TIMED
from gongzhi.stories.world import Case, World, flip


def todo(world: World, case: Case, matter: procedures.Matter) -> list[tuple[str, int]]:
    """The verbs of `staff`, in order, with a post where one is meant (or the matter of a twin). Who only registers
    does not say where it lies: that comes after it was handed on."""
    verbs = _todo(world, case, matter)
    if verbs[0][0] == "locate" and matter.holder_post.kind not in world.kinds_with(Permission.REQUEST_HANDLE):
        first = next((n for n, (verb, _) in enumerate(verbs) if verb == "hand-on"), 0)
        verbs = [*verbs[1 : first + 1], *([] if first else [("hand-on", 0)]), verbs[0], *verbs[first + 1 :]]
    return verbs


def _todo(world: World, case: Case, matter: procedures.Matter) -> list[tuple[str, int]]:
    fate, chance = case.fate, world.chance
    request = requests.Request.objects.get(pk=case.matter_id)
    verbs: list[tuple[str, int]] = []
    if not request.located and request.address and case.kind.needs_place:
        verbs.append(("locate", 0))
    if fate.twin:
        return [("merge", fate.twin)]
    if fate.at_once:
        return [*verbs, ("answer", 0)]
    walked, arrived = _brought_on(world, case)
    first = world.pack.procedure(case.kind.procedure).steps[0]
    only_registers = matter.holder_post.kind not in world.kinds_with(Permission.REQUEST_HANDLE)
    if walked and (only_registers or first.by in case.kind.routes_to):
        verbs.append(("hand-on", 0))  # who took it in has no part in it: it is handed on before anything is done
    verbs += [("step", 0)] * walked
    if not arrived:
        verbs.append(("hand-on", 0))
    if fate.returned and (not fate.refused or world.pack.procedure(case.kind.procedure).returns_max > 1):
        verbs += [("send-back", 0), ("hand-on-above", 0)]
    middle = [("retype", 0)] * fate.retyped + [("ask", 0)] * fate.asked + [("extend", 0)] * fate.extended
    middle += [("note", 0)] * flip(chance, 0.2)
    chance.shuffle(middle)
    verbs += middle
    steps = world.pack.procedure(case.kind.procedure).steps
    if sum(step.kind == "task" for step in steps) > 3:  # a long procedure is walked step by step
        verbs += [("step", 0)] * chance.randint(1, 3)
    if fate.department and (liaison := _liaison(world, case, matter)):
        verbs.append(("offer", liaison))
    if watched := world.pack.procedure(case.kind.procedure).supervisors:
        asks, holds = flip(chance, 0.35), flip(chance, 0.2) and watched.hold_days > 0
        verbs += [("question", 0)] * (asks or world.owes("question", after=0.25))
        verbs += [("hold", 0)] * (holds or (watched.hold_days > 0 and world.owes("hold", after=0.25)))
    if mediating.drawn(world, case.kind):  # by who tries to settle it, where the procedure names somebody
        verbs.insert(verbs.index(("step", 0)) + 1 if ("step", 0) in verbs else len(verbs), ("mediate", 0))
    return [*verbs, ("answer", 0)]


ALONE = (procedures.StepKind.JOIN, *TIMED)


def _brought_on(world: World, case: Case) -> tuple[int, bool]:
    """How many steps to take until the procedure itself has brought the matter past all that nobody can skip (posts
    that it names, bodies that join, publications), and whether it has arrived at a post that handles it (nobody needs
    to hand it on)."""
    steps = world.pack.procedure(case.kind.procedure).steps
    posts = {k.key for k in world.pack.post_kinds}
    named = [n for n, step in enumerate(steps) if n and step.by in posts]
    special = [n for n, step in enumerate(steps) if n in named or step.kind.value in {k.value for k in ALONE}]
    if not special:
        return 0, False
    ends = any(o.ending in ("solved", "planned") for o in steps[special[-1]].outcomes)
    walked = special[-1] + (not ends and special[-1] in named)
    arrived = bool(named) and (ends or steps[named[-1]].by in case.kind.routes_to)
    return walked, arrived


def _liaison(world: World, case: Case, matter: procedures.Matter) -> int | None:
    posts = world.posts_of(case.kind.departments, matter.place_id)
    return world.chance.choice(posts) if posts else None
