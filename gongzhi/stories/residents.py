"""What residents do: report by every way, join, answer questions, add words, rate, ask again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind, Permission
from gongzhi.core import clock, entropy
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import boxes, calls, fates, receptions, watch, words
from gongzhi.stories.names import full_name
from gongzhi.stories.stopped import no_taker
from gongzhi.stories.world import Case, Fate, Resident, World, flip

Work = Callable[[World, Case], None]  # the staff's turn
TWINS = 0.03  # reports of what somebody else reported already, made anew instead of joined
TRIES = 40  # hours in which nobody takes in what comes by a way: then nobody ever will
OUTSIDE = 0.012  # degrees: beyond every grid


def populate(world: World, number: int) -> None:
    """Invent the residents who will report; some of them have proved their phone and are signed in."""
    for n in range(number):
        name, phone = full_name(world.chance), f"1380000{n:04d}"
        person_id = None
        if n % 7 == 3:
            person_id = people.create_person(name=name, phone=phone).pk
        world.residents.append(Resident(name, phone, person_id))


def report(world: World, channel: str, work: Work, tries: int = 0) -> None:
    """Somebody reports something by this way; then it is the staff's turn."""
    chance = world.chance
    kind = fates.kind(world, channel)
    draft, street, spot = _draft(world, kind.key, channel)
    fate = fates.fate(world, kind, channel)
    if (flip(chance, TWINS) or _owes_twin(world)) and (twin := _twin(world)):
        kind, street, spot = twin.kind, twin.street, twin.spot
        text = words.complaint(world.plan, kind, chance, at=street, street=street, estate=street)
        draft = replace(draft, type_key=kind.key, description=text, lon=spot[0], lat=spot[1], place_id=None)
        fate = Fate(ending="solved", twin=twin.matter_id)
    by_resident = world.pack.channel(channel).by == "resident"
    actor = ANONYMOUS
    if by_resident and draft.person_id is not None:
        actor = Actor(ActorKind.RESIDENT, person_id=draft.person_id)
    elif not by_resident:
        found = _taker(world, channel, draft)
        if found is None:
            if tries >= TRIES:
                raise no_taker(world, channel)
            return world.in_work(60, lambda: report(world, channel, work, tries + 1))
        actor = found
    key = entropy.token_urlsafe(12)
    fate = receptions.fate_of(world, kind, fate)
    receipt = receptions.written_down(world, channel, draft) or boxes.entered(world, channel, draft, actor)
    if receipt is None:
        receipt = requests.intake(draft, actor=actor, channel=channel, idempotency_key=key)
    case = Case(receipt.matter_id, receipt.number, kind, street, spot, fate, [receipt.reporter_id], draft, key)
    world.cases.append(case)
    watch.found(world, case, channel, actor)
    if by_resident and flip(chance, 0.04):  # a second click
        requests.intake(draft, actor=actor, channel=channel, idempotency_key=key)
    if fate.joined:
        for _ in range(1 + flip(chance, 0.3)):
            world.at(fates.waking(clock.now() + timedelta(hours=chance.uniform(0.3, 9)), chance), _joins(world, case))
    if flip(chance, 0.05):
        world.at(fates.waking(clock.now() + timedelta(hours=chance.uniform(2, 40)), chance), _adds(world, case))
    return work(world, case)


def _owes_twin(world: World) -> bool:
    """Whether nothing was merged yet, though the procedures of the pack know that ending."""
    offered = any(o.ending == "duplicate" for p in world.pack.procedures for s in p.steps for o in s.outcomes)
    return offered and world.owes("ending:duplicate")


def _twin(world: World) -> Case | None:
    """A recent open request that anybody might report again."""
    recent = [c for c in world.cases[-12:] if c.kind.duplicates and not c.kind.private and not c.fate.twin]
    recent = [c for c in recent if _may_be_joined(world, c)]
    recent = [c for c in recent if _live(world, c)]
    return world.chance.choice(recent) if recent else None


def _may_be_joined(world: World, case: Case) -> bool:
    first = world.pack.procedure(case.kind.procedure).steps[0]
    return any(o.ending == "duplicate" for o in first.outcomes)


def _draft(world: World, type_key: str, channel: str) -> tuple[requests.Draft, str, tuple[float, float]]:
    """What is typed or said: a spot near an invented building, in one of four ways of saying where."""
    chance, community = world.chance, world.community
    main = [p for p in community.places if p.point and not world.next_door(p.key)]
    other = [p for p in community.places if p.point and world.next_door(p.key)]
    place = chance.choice(other if other and flip(chance, 0.06) else main)
    assert place.point is not None
    estate = place.aliases[0] if place.aliases else place.title
    street = next((s for s in community.streets if place.address.startswith(s)), estate)
    lon, lat = place.point[0] + chance.uniform(-4e-4, 4e-4), place.point[1] + chance.uniform(-4e-4, 4e-4)
    from gongzhi.stories.words import asked

    at = chance.choice((f"{place.title}{chance.choice(asked.SPOTS)}", f"{street}{place.title}", f"{estate}大门口"))
    kind = world.pack.request_type(type_key)
    who = chance.choice(world.residents)
    draft = requests.Draft(
        description=words.complaint(world.plan, kind, chance, at=at, street=street, estate=estate),
        type_key=type_key,
        name=who.name if who.person_id is None else "",
        contact_phone=who.phone if who.person_id is None else "",
        person_id=who.person_id,
        keep_private=flip(chance, 0.05),
    )
    said = chance.random()
    if said < 0.45:
        return replace(draft, lon=lon, lat=lat, address=at), street, (lon, lat)
    if said < 0.75:
        return replace(draft, place_id=world.settled.places[place.key]), street, place.point
    if said < 0.955:
        return replace(draft, address=place.address), street, place.point
    if said < 0.98:
        return replace(draft, address=f"{street}往前走，具体门牌说不清"), street, (lon, lat)
    return replace(draft, lon=lon, lat=lat - OUTSIDE, address=f"{street}尽头的河边"), street, (lon, lat)


def _taker(world: World, channel: str, draft: requests.Draft) -> Actor | None:
    """The member of staff who takes it in: the nearest of the kinds that the pack names for this way, from the grid
    where such posts have grids; else whoever may register at the community."""
    main = world.settled.places[world.community.main]
    register = world.kinds_with(Permission.REQUEST_REGISTER)
    kinds = [k for k in world.pack.channel(channel).received_by if k in register] or register
    where = main
    if any(p.kind == kinds[0] and p.place for p in world.community.posts):
        if draft.place_id is not None:
            where = draft.place_id
        elif draft.lon is not None and draft.lat is not None:
            where = places.locate(draft.lon, draft.lat).grid_id or main
    post = world.nearest(kinds, where) or world.nearest(register, main)
    return world.staff(post) if post is not None else None


def _live(world: World, case: Case) -> bool:
    return world.matter(case).state in procedures.LIVE


def _joins(world: World, case: Case) -> Callable[[], None]:
    def act() -> None:
        if not _live(world, case):
            return
        from gongzhi.stories.words import asked

        who = world.chance.choice([r for r in world.residents if r.person_id is None])
        draft = requests.Draft(
            description=world.chance.choice(asked.JOINED), name=who.name, contact_phone=who.phone, address="-"
        )
        case.reporters.append(requests.join(case.matter_id, draft, actor=ANONYMOUS).reporter_id)

    return act


def reporter_of(case: Case, n: int = 0) -> tuple[requests.Reporter, Actor]:
    """The reporter as the link of the own page opens it."""
    reporter = requests.by_number(case.number, requests.secret_of(case.reporters[n]))
    return reporter, Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")


def _adds(world: World, case: Case) -> Callable[[], None]:
    def act() -> None:
        if not _live(world, case):
            return
        reporter, actor = reporter_of(case)
        requests.add_words(reporter, words=world.chance.choice(words.answered.MORE_WORDS), actor=actor)

    return act


def replies(world: World, case: Case, work: Work) -> Callable[[], None]:
    """The resident answers the question; the clock runs on."""

    def act() -> None:
        if world.matter(case).state == "waiting":
            reporter, actor = reporter_of(case)
            requests.add_words(reporter, words=world.chance.choice(words.answered.REPLIES), actor=actor)
        work(world, case)

    return act


def after_answer(world: World, case: Case, fate: Fate, work: Work) -> None:
    """Who rates when; who asks again."""
    calls.after_answer(world, case, work)
    chance, now = world.chance, clock.now()
    again = fate.reopened and not case.done_before
    for n in range(len(case.reporters)):
        if (again and n == 0) or flip(chance, world.plan.rated_share):
            hours = chance.choice((2, 8, 20, 30, 70, 130)) * chance.random()
            world.at(
                fates.waking(now + timedelta(hours=hours), chance),
                _rates(world, case, n, bad=again and n == 0, work=work),
            )


def _rates(world: World, case: Case, n: int, *, bad: bool, work: Work) -> Callable[[], None]:
    def act() -> None:
        if world.matter(case).state != "closed":
            return
        chance = world.chance
        reporter, actor = reporter_of(case, n)
        solved = not bad and case.fate.ending == "solved"
        stars = chance.choice((1, 2, 2)) if bad else chance.choice((3, 4, 5, 5, 5) if solved else (2, 3, 4, 4, 5))
        comment = chance.choice(words.answered.GOOD if stars > 3 else words.answered.BAD)
        requests.rate(reporter, stars=stars, solved=solved, comment=comment, actor=actor)
        if bad:
            moment = fates.waking(clock.now() + timedelta(hours=chance.uniform(0.1, 60)), chance)
            world.at(moment, _asks_again(world, case, work))

    return act


def _asks_again(world: World, case: Case, work: Work) -> Callable[[], None]:
    def act() -> None:
        if world.matter(case).state != "closed":
            return
        reporter, actor = reporter_of(case)
        requests.reopen(reporter, reason=world.chance.choice(words.answered.REOPEN), actor=actor)
        case.done_before = True
        case.todo = [("answer", 0)]
        work(world, case)

    return act
