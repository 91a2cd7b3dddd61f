"""The two lists in a story (row C8): needs and services, matched; contacts after both said yes; what is left over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from gongzhi.access.public import Actor, ActorKind, Permission
from gongzhi.core import clock
from gongzhi.needs import public as needs
from gongzhi.packs import public as packs
from gongzhi.stories.world import Resident, World, local

TOLD = "two_lists"  # the pack's figure that tells of them
FATES = ("done", "partly", "done", "declined", "silent", "failed", "no-service", "no-need")  # a kind each, in turn
STANDS = 170  # days, at most those of the pack
AMOUNT = {"need": 3, "service": 8}
WORDS = {
    ("need", "child-care"): "放学以后到六点半没有人接，想找人看着写作业",
    ("service", "child-care"): "“四点半”课堂，周一到周五，有老师看护",
    ("need", "elder-care"): "想请人每周上门两次，帮着做饭打扫",
    ("service", "elder-care"): "“家服务”团队上门做饭、打扫、陪着说话",
    ("need", "repairs"): "家里的水龙头和灯坏了，想请师傅上门修",
    ("service", "repairs"): "物业师傅每周六义务上门，修水电",
    ("need", "jobs"): "想在家附近找一份保洁或者绿化的活",
    ("service", "jobs"): "合作社和物业招保洁、绿化、秩序维护岗位",
    ("need", "venue"): "合唱队想找一间能排练的屋子",
    ("need", "volunteers"): "楼道清理杂物，想找几个人搭把手",
}
WENT = {"done": "都办好了，很满意", "partly": "来了一次，剩下的约到下个月", "failed": "时间凑不到一起，没有办成"}

Act = Callable[[Actor], None]


def is_told(world: World) -> bool:
    """Whether the pack tells of the two lists."""
    return world.pack.needs is not None and any(f.key == TOLD for f in world.pack.figures)


def before(world: World) -> None:
    """A need and a service of each kind of the pack, one after the other; the sweep runs every night."""
    if world.pack.needs is None or not is_told(world):
        return
    first = world.begin.date()
    for n, kind in enumerate(world.pack.needs.kinds):
        fate = FATES[n % len(FATES)]
        offers, asks = local(first + timedelta(days=3 + n), 10.4), local(first + timedelta(days=4 + n), 11.2)
        if fate != "no-service":
            world.at(offers, lambda k=kind, n=n: _offer(world, k, n))  # type: ignore[misc]
        if fate != "no-need":
            world.at(asks, lambda k=kind, n=n, f=fate: _ask(world, k, n, f))  # type: ignore[misc]
    world.at(local(first + timedelta(days=1), 4), lambda: _night(world))


def _night(world: World) -> None:
    needs.sweep()
    if world.clock() < world.end + timedelta(days=10):
        world.at(local(clock.today() + timedelta(days=1), 4), lambda: _night(world))


def draft_of(world: World, side: str, kind: packs.NeedKind, place: str, who: Resident) -> needs.LineDraft:
    """A line of that kind, at a place of the community file."""
    place_id = world.settled.places[place]
    words = WORDS.get((side, kind.key), f"{'需要' if side == 'need' else '可以提供'}{kind.title}，时间可以商量")
    first, rules = clock.today(), world.pack.needs
    assert rules is not None
    return needs.LineDraft(
        side, kind.key, place_id, place_id, words, AMOUNT[side], first,
        first + timedelta(days=min(STANDS, rules.last_days)), name=who.name, phone=who.phone,
    )  # fmt: skip


def _offer(world: World, kind: packs.NeedKind, n: int) -> None:
    """A post of a unit offers it for its body; where none may, who runs the lists writes it down."""
    assert world.pack.needs is not None
    speakers = [p.key for p in world.community.posts if p.kind in world.pack.needs.offered_by]
    near = [key for key in speakers if not world.next_door(key)]
    post = world.settled.posts[near[n % len(near)]] if near else None
    actor = world.staff(post) if post is not None else None
    who = world.residents[-1 - n % len(world.residents)]
    draft = draft_of(world, "service", kind, world.community.main, who)
    if post is None or actor is None:
        return world.in_work(240, lambda: _offer(world, kind, n))
    needs.entering.speak(draft, post, actor=actor, submission=f"story-service-{n}")
    return None


def _ask(world: World, kind: packs.NeedKind, n: int, fate: str) -> None:
    """A resident enters a need on the portal; who runs the lists looks at it."""
    homes = [p.key for p in world.community.places if p.parent == world.community.main]
    who = world.residents[n % len(world.residents)]
    draft = draft_of(world, "need", kind, homes[n % len(homes)], who)
    line = needs.entering.offer(draft, actor=resident(who), submission=f"story-need-{n}")
    world.in_work(120, lambda: runs(world, lambda a: _look(world, a, line.pk, fate, who)))


def resident(who: Resident) -> Actor:
    """The resident as the product knows them: signed in, or nobody."""
    return Actor(ActorKind.RESIDENT, person_id=who.person_id) if who.person_id else Actor(ActorKind.ANONYMOUS)


def runs(world: World, act: Act) -> None:
    """Whoever runs the lists does it; later where nobody is there."""
    post = world.nearest(world.kinds_with(Permission.NEEDS_RUN), world.settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return world.in_work(240, lambda: runs(world, act))
    return act(actor)


def _look(world: World, runner: Actor, line_id: int, fate: str, who: Resident) -> None:
    """It stands on the list; what fits is brought together, by the resident where the service is for all to see."""
    line = needs.lines.get(line_id, runner)
    needs.keeping.look(line, show=True, actor=runner)
    line.refresh_from_db()
    world.lived["line looked at"] += 1
    fits = needs.matches.fitting(line, hidden=True)
    if not fits:
        return  # nobody offers it: it is left over
    service = fits[0][0]
    if service.hidden:
        match = needs.matching.propose(line, service, actor=runner)
        needs.matching.answer(match, line, agrees=True, actor=resident(who), own=True)
    else:
        match = needs.matching.propose(line, service, actor=resident(who), asker=line)
    if fate != "silent":
        world.in_work(400, lambda: _answer(world, match.pk, fate, who))


def _answer(world: World, match_id: int, fate: str, who: Resident) -> None:
    """The unit says whether it suits; then both see whom to call."""
    match = needs.matches.get(match_id)
    assert match.service.post_id is not None
    unit = world.staff(match.service.post_id)
    if unit is None:
        return world.in_work(240, lambda: _answer(world, match_id, fate, who))
    agrees = fate != "declined"
    needs.matching.answer(match, match.service, agrees=agrees, actor=unit)
    if agrees:
        needs.keeping.show_contact(match.service, actor=resident(who), match=match, asker=match.need)
        world.in_work(2400, lambda: _settle(world, match_id, fate, who))
    return None


def _settle(world: World, match_id: int, fate: str, who: Resident) -> None:
    match = needs.matches.get(match_id)
    used = match.amount if fate == "done" else 1
    needs.matching.settle(
        match, match.need, done=fate != "failed", used=used, words=WENT[fate], actor=resident(who), own=True
    )
    world.lived[f"match {fate}"] += 1
