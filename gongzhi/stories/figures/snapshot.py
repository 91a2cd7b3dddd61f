"""What the lists show at the moment when the last request has come in, with much still open."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.measures import Asked
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.figures.leader import page_off
from gongzhi.stories.world import World
from gongzhi.structure import public as structure


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Figures of the whole district, and what the lists of all posts say together."""

    whole: requests.Figures
    in_lists: int  # open ones, over the lists of all posts
    without_light: int
    holders_off: int  # live ones with more or less than one holder
    page_off: int  # numbers of the leader's page that differ from the rows
    areas: dict[str, float]  # mean square metres of offices and halls over all communities where rooms are entered


def overseer(world: World) -> Actor:
    """Who sees everything: the holder of a post that sees requests at the highest place."""
    actor = world.staff(_highest(world).pk)
    assert actor is not None
    return actor


def _highest(world: World) -> orgs.Post:
    kinds = world.kinds_with(Permission.REQUEST_SEE)
    rows = orgs.Post.objects.filter(kind__in=kinds).select_related("place").order_by("id")
    post = min(rows, key=lambda p: (len(p.place.path), p.pk), default=None)
    assert post is not None
    return post


def snapshot(world: World) -> Snapshot:
    """Read it now."""
    whole = requests.figures(overseer(world), world.begin, world.clock())
    lights = sum(whole.by_light.get(light, 0) for light in ("green", "yellow", "red"))
    in_lists = 0
    for post_id, person_id in _held(world):
        actor, after = orgs.actor_of(person_id), None
        while True:
            page = procedures.list_mine(actor, role="holder", kind="request", scope=post_id, after=after)
            in_lists += len(page.items)
            if (after := page.next) is None:
                break
    return Snapshot(whole, in_lists, whole.by_state.get("open", 0) - lights, holders_off(world),
                    page_off(overseer(world), whole, world.begin), _areas())  # fmt: skip


def _areas() -> dict[str, float]:
    asked, means = Asked(clock.today(), place_kinds=("community",)), {}
    for key in ("office_area", "hall_area"):
        found = [m.value for m in structure.MEASURES[key](asked) if m.value is not None]
        means[key] = sum(found) / len(found) if found else 0.0
    return means


def _held(world: World) -> list[tuple[int, int]]:
    """(post, who holds it): those of the community's file, and what an adjustment set up where the overseer sees."""
    held = [(post_id, world.settled.holders[key][0]) for key, post_id in world.settled.posts.items()]
    known, path = {post_id for post_id, _person in held}, _highest(world).place.path
    rows = orgs.Post.objects.filter(ends_on=None, place__path__startswith=path).exclude(pk__in=known).order_by("id")
    found = [(pk, orgs.holder_of(pk).person_id) for pk in rows.values_list("id", flat=True)]
    return held + [(pk, person_id) for pk, person_id in found if person_id is not None]


def holders_off(world: World) -> int:
    """Matters that do not stand in the list of exactly one holder."""
    seen = procedures.visible_to(overseer(world))
    held = procedures.Standing.objects.filter(role="holder", matter__in=seen.values("pk"))
    number: dict[int, int] = dict.fromkeys(seen.order_by("id").values_list("id", flat=True), 0)
    for matter_id in held.order_by("id").values_list("matter_id", flat=True):
        number[matter_id] += 1
    return sum(n != 1 for n in number.values())
