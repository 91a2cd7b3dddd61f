"""The levels of the pack in force, and whom they name at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places


def chain() -> tuple[packs.IncidentLevel, ...]:
    """The levels in force, the lowest first."""
    return packs.chain_of(packs.active().incident_levels)


def level_of(key: str) -> packs.IncidentLevel | None:
    """The level of that key; None where the pack lost it."""
    return next((level for level in packs.active().incident_levels if level.key == key), None)


def level_words(key: str) -> str:
    """The title of a level in the reader's language."""
    level = level_of(key)
    return packs.named(level) if level is not None else key


def type_words(type_key: str) -> str:
    """The title of a type of requests."""
    try:
        return packs.named(packs.active().request_type(type_key))
    except KeyError:
        return type_key


def is_personal(type_key: str) -> bool:
    """Whether requests of the type are about personal affairs: they have no level."""
    try:
        return packs.active().request_type(type_key).private
    except KeyError:
        return False


@dataclass(frozen=True, slots=True)
class Reach:
    """A post to be told, and who answers for it now (None: nobody)."""

    post_id: int
    kind: str
    person_id: int | None
    watch: bool = False  # by the duty rota


# Who keeps watch now: (post, its kind, person) of each of these places where a duty rota is kept.
Watch = Callable[[Sequence[int]], Mapping[int, Sequence[tuple[int, str, int | None]]]]
_watches: list[Watch] = []


def on_watch(watch: Watch) -> None:
    """Register who knows who keeps watch; `site` wires it."""
    if watch not in _watches:
        _watches.append(watch)


def watch_of(level: packs.IncidentLevel, place_id: int) -> list[Reach]:
    """Who keeps watch now for a place, as far as the level wants them told, each post once."""
    wanted = [told for told in level.told if told.watch]
    if not wanted:
        return []
    kinds_of = {v.key: v.kind for v in packs.active().levels}
    above = places.ancestors(place_id)
    chain_here = places.get_many(above)
    found: dict[int, Reach] = {}
    for told in wanted:
        kinds = {kinds_of[key] for key in told.levels if key in kinds_of}
        here = [pk for pk in above if not told.levels or chain_here[pk].kind in kinds]
        kept = {pk: rows for watch in _watches for pk, rows in watch(here).items()}
        near = [pk for pk in here if pk in kept]
        for pk in near if told.levels else near[-1:]:
            for post, kind, person in kept[pk]:
                found.setdefault(post, Reach(post, kind, person, watch=True))
    return [found[pk] for pk in sorted(found)]


def posts_of(level: packs.IncidentLevel, place_id: int) -> list[Reach]:
    """Whom the level names for a place, each post once; who keeps watch comes last. A few queries, whatever the
    number of posts."""
    kinds_of = {v.key: v.kind for v in packs.active().levels}
    above = places.ancestors(place_id)
    chain_here = places.get_many(above)
    found: dict[int, str] = {}
    for told in level.told:
        if told.watch:
            continue
        if not told.levels:
            if (nearest := orgs.find_post(told.posts, above)) is not None:
                found.setdefault(nearest, told.posts[0])
            continue
        wanted = {kinds_of[key] for key in told.levels if key in kinds_of}
        here = [pk for pk, place in chain_here.items() if place.kind in wanted]
        for post in orgs.posts_at(here, told.posts):
            if not post.deputy:  # B is told as who stands in, while A is away
                found.setdefault(post.post_id, post.kind)
    holders = orgs.holders_of(found)
    named = [Reach(pk, kind, holders[pk].person_id if pk in holders else None) for pk, kind in sorted(found.items())]
    return [*named, *(one for one in watch_of(level, place_id) if one.post_id not in found)]


def persons(reached: Iterable[Reach]) -> list[int]:
    """Who answers for these posts now, each once."""
    return sorted({one.person_id for one in reached if one.person_id is not None})
