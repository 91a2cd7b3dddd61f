"""Boxes for papers in a story (row C1): hung, emptied by two at their rhythm, each paper a request or set aside.

Nothing here is drawn by chance: what lies in a box is what the story's residents report by its way that day."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from PIL import Image

from gongzhi.access.public import ANONYMOUS, Actor, Permission, may
from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.core.worktime import WorkCalendar
from gongzhi.files import public as files
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from gongzhi.stories.words import boxed as words
from gongzhi.stories.world import World, local

DAY = timedelta(days=1)
OPENS = 8.0  # before the hall does
SAYS, AGAIN = timedelta(minutes=5), timedelta(minutes=10)
DENIED = 1  # this emptying is denied: somebody else was there
BY_CODE, BLANK = 3, 4  # every third second person has no login; every fourth quiet box holds a blank paper


def kept(world: World) -> list[str]:
    """The ways of the story that have boxes."""
    return [c.key for c in world.pack.paper_channels if c.key in world.plan.channel_shares]


def before(world: World, planned: Iterable[tuple[datetime, str]]) -> None:
    """Hang a box for each way with boxes and plan when it is emptied; `planned`: who reports when by which way."""
    first, last = clock.local(world.begin).date(), clock.local(world.end - DAY).date()
    rows = [(clock.local(moment).date(), way) for moment, way in planned if moment < world.end]
    for way in kept(world):
        world.at(local(first, 7.5), lambda way=way: _hang(world, way))  # type: ignore[misc]
        papers = Counter(day for day, by in rows if by == way)
        for day in days(papers, first, last, channels.boxes.every_days(), world.calendar):
            world.at(local(day, OPENS), lambda way=way, n=papers[day]: _empty(world, way, n))  # type: ignore[misc]


def days(papers: Mapping[date, int], first: date, last: date, every: int, calendar: WorkCalendar) -> list[date]:
    """The days on which a box is emptied: when something lies in it, else before `every` calendar days are over, on a
    working day where there is one. Pure."""
    found, opened = list[date](), first
    while True:
        due = opened + every * DAY
        free = next((d for n in range(every) if calendar.is_working_day(d := due - n * DAY)), due)
        day = min([d for d in papers if papers[d] and d > opened and d <= due], default=free)
        if not found and papers.get(first):
            day = first
        if day > last:
            return found
        found.append(day)
        opened = day


def _who(world: World, permission: Permission, kinds: Iterable[str] = ()) -> Actor | None:
    able = world.kinds_with(permission)
    place = world.settled.places[world.community.main]
    post = world.nearest([k for k in kinds if k in able] or able, place) or world.nearest(able, place)
    return world.staff(post) if post is not None else None


def keeper(world: World) -> Actor | None:
    """Who sets boxes up."""
    return _who(world, Permission.PREMISES_EDIT)


def _hang(world: World, way: str) -> None:
    actor = keeper(world)
    if actor is None:
        return world.in_work(10, lambda: _hang(world, way))
    title = world.pack.channel(way).title
    draft = channels.BoxDraft(world.settled.places[world.community.main], way, f"{title}（一号）", words.WHERE)
    channels.set_up(draft, actor=actor)
    return None


def _first(world: World, way: str) -> Actor | None:
    return _who(world, Permission.REQUEST_REGISTER, world.pack.channel(way).received_by)


def _others(world: World, place_id: int, first: Actor) -> list[tuple[int, Actor]]:
    """The posts that the page offers for the second person, with who answers for them."""
    offered = [(pk, orgs.holder_of(pk).person_id) for pk, _label in channels.boxes.posts_beside(place_id)]
    return [(pk, orgs.actor_of(who)) for pk, who in offered if who is not None and who != first.person_id]


def _empty(world: World, way: str, papers: int) -> None:
    """The first person writes it down; the second one says whether it was so, by login or by the code on paper."""
    box, actor = channels.Box.objects.filter(channel=way).order_by("pk").first(), _first(world, way)
    if box is None or actor is None:
        return world.in_work(20, lambda: _empty(world, way, papers))
    number = world.lived["boxes emptied"]
    world.lived["boxes emptied"] += 1
    blank = not papers and number % BLANK == BLANK - 1
    others = _others(world, box.place_id, actor)
    if number % BY_CODE == BY_CODE - 1 or not others:
        row = channels.empty(box.pk, day=clock.today(), second_post=None, papers=papers + blank, actor=actor)
        code = channels.code_of(channels.print_code(row.pk, actor=actor))
        world.at(clock.now() + SAYS, lambda: _by_code(code))
    else:
        post, other = others[number % len(others)]
        row = channels.empty(box.pk, day=clock.today(), second_post=post, papers=papers + blank, actor=actor)
        there = number != DENIED
        world.at(clock.now() + SAYS, lambda: _by_login(row.pk, there, other))
        if not there:
            return world.at(clock.now() + AGAIN, lambda: _empty(world, way, papers))
    if blank:
        channels.set_aside(row.pk, 1, reason=words.BLANK, actor=actor)
    return None


def _by_code(code: str) -> None:
    channels.say_by_code(code, there=True, actor=ANONYMOUS)


def _by_login(emptying_id: int, there: bool, actor: Actor) -> None:
    channels.say_there(emptying_id, there=there, reason="" if there else words.DENIED, actor=actor)


def entered(world: World, way: str, draft: requests.Draft, actor: Actor) -> requests.Receipt | None:
    """What came by a box: the next paper that is not entered yet becomes the request. None by other ways, and where no
    paper lies there (then it is written down as it is said)."""
    if way not in kept(world):
        return None
    rows = channels.Emptying.objects.filter(channels.boxes.by_two(), box__channel=way).order_by("day", "pk")
    for row in rows.prefetch_related("rows"):
        known = {p.number for p in row.rows.all()}
        number = next((n for n in range(1, row.papers + 1) if n not in known), None)
        if number is not None:
            allowed = may(actor, Permission.REQUEST_REGISTER, places.ancestors(row.box.place_id))
            who = actor if allowed else _first(world, way)
            return _enter(world, row, number, draft, who) if who is not None else None
    return None


def _enter(world: World, row: channels.Emptying, number: int, draft: requests.Draft, actor: Actor) -> requests.Receipt:
    scanned = replace(draft, file_ids=(_scan(world, actor),))
    paper = channels.take_paper(row.pk, number, scanned, actor=actor)
    return requests.receipt_of(requests.Reporter.objects.get(request=paper.matter_id, first=True).pk)


def _scan(world: World, actor: Actor) -> int:
    """A scan, each of its own grey."""
    out, n = io.BytesIO(), world.lived["paper scanned"]
    world.lived["paper scanned"] += 1
    Image.new("RGB", (240, 320), (150 + n % 100,) * 3).save(out, "JPEG")
    return files.accept_image(out.getvalue(), actor=actor, name="信件扫描.jpg").pk
