"""双报到 (row F1): units that reported in to the community each claim something that residents asked for, and do it.

Nothing here is drawn by chance. What members claim for themselves is not lived yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gongzhi.access.public import Actor
from gongzhi.needs import public as needs
from gongzhi.packs import public as packs
from gongzhi.stories import matched
from gongzhi.stories.world import Resident, World, local

TOLD = "reported_in"  # the pack's figure that tells of it; its `bodies` are the kinds of units
FIRST, BETWEEN = 6, 5  # days
WORDS = "双报到项目：请包联单位来认领，帮着办一次"
OFFERS = "单位到社区报到，认领这个项目，派人上门办"
WENT = "单位来人办好了，大家都看见了"


def figure(world: World) -> packs.Figure | None:
    """The figure of a pack that has both units that report in and a list from which they claim."""
    known = next((f for f in world.pack.figures if f.key == TOLD), None)
    return known if world.pack.needs is not None else None


def units(world: World) -> list[str]:
    """The posts that speak for the units of the main community, one each."""
    told, rules = figure(world), world.pack.needs
    if told is None or rules is None:
        return []
    found: dict[str, str] = {}
    for post in world.community.posts:
        of_unit = world.community.body(post.body).kind in told.bodies
        if of_unit and post.kind in rules.offered_by and not world.next_door(post.key):
            found.setdefault(post.body, post.key)
    return list(found.values())


def before(world: World) -> None:
    """One unit after the other: a resident asks, who runs the list looks at it, the unit claims it and does it."""
    first = world.begin.date()
    for n, key in enumerate(units(world)):
        day = first + timedelta(days=FIRST + BETWEEN * n)
        world.at(local(day, 10.6), lambda key=key, n=n: _ask(world, key, n))  # type: ignore[misc]


def _ask(world: World, key: str, n: int) -> None:
    assert world.pack.needs is not None
    open_kinds = [k for k in world.pack.needs.kinds if not k.hidden]
    kind = open_kinds[n % len(open_kinds)]
    homes = [p.key for p in world.community.places if p.parent == world.community.main]
    who = world.residents[-1 - n % len(world.residents)]
    asked = replace(matched.draft_of(world, "need", kind, homes[n % len(homes)], who), words=WORDS)
    line = needs.entering.offer(asked, actor=matched.resident(who), submission=f"story-project-{n}")

    def look(runner: Actor) -> None:
        needs.keeping.look(needs.lines.get(line.pk, runner), show=True, actor=runner)
        world.in_work(300, lambda: _claim(world, key, kind, line.pk, who))

    world.in_work(120, lambda: matched.runs(world, look))


def _claim(world: World, key: str, kind: packs.NeedKind, line_id: int, who: Resident) -> None:
    """The unit finds it on the list that everybody reads, enters what it gives, and claims it with that."""
    post_id = world.settled.posts[key]
    unit = world.staff(post_id)
    line = needs.lines.public_lines("need").filter(pk=line_id).first()
    if unit is None or line is None:
        return world.in_work(240, lambda: _claim(world, key, kind, line_id, who))
    gives = replace(matched.draft_of(world, "service", kind, world.community.main, who), words=OFFERS)
    service = needs.entering.speak(gives, post_id, actor=unit, submission=f"story-claim-{line_id}")
    match = needs.matching.propose(line, service, actor=unit)
    world.in_work(200, lambda: _agree(world, match.pk, who))
    return None


def _agree(world: World, match_id: int, who: Resident) -> None:
    match = needs.matches.get(match_id)
    needs.matching.answer(match, match.need, agrees=True, actor=matched.resident(who), own=True)
    world.in_work(1500, lambda: _done(match_id, who))


def _done(match_id: int, who: Resident) -> None:
    match = needs.matches.get(match_id)
    needs.matching.settle(
        match, match.need, done=True, used=match.amount, words=WENT, actor=matched.resident(who), own=True
    )
