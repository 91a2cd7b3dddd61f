"""The place tree and the body tree on one page, today or as on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gongzhi.access.public import Actor, Permission, may, scopes
from gongzhi.core.errors import Forbidden
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

MOST = 300  # places below one, on the page


@dataclass(slots=True)
class Node:
    """A body and the bodies below it at the same place."""

    body: orgs.BodyThen
    kind: str
    below: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of a composite: what there is of it here, and how many the document wants (None: at least one)."""

    title: str
    names: list[str]
    wanted: int | None

    @property
    def short(self) -> bool:
        """Whether something of it is missing."""
        return len(self.names) < (self.wanted or 1)


@dataclass(frozen=True, slots=True)
class Composite:
    """What the pack names together, as it stands at a place."""

    title: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a day."""

    place: places.Place
    name: str
    level: str
    chain: list[tuple[int, str]]
    below: list[tuple[places.Place, str, int]]  # place, level, number of bodies
    more: bool
    bodies: list[Node]
    composites: list[Composite]


def tops(actor: Actor) -> list[int]:
    """The highest places of which the actor may see the structure. Raises Forbidden where there are none."""
    seen = scopes(actor, Permission.ORG_SEE) | scopes(actor, Permission.STRUCTURE_ADJUST)
    if not seen:
        raise Forbidden("Your posts do not allow this here.")
    return sorted(p for p in seen if seen.isdisjoint(places.ancestors(p)[:-1]))


def require_seen(actor: Actor, place_id: int) -> None:
    """Raise Forbidden unless the actor may see the structure of the place."""
    above = places.ancestors(place_id)
    if not (may(actor, Permission.ORG_SEE, above) or may(actor, Permission.STRUCTURE_ADJUST, above)):
        raise Forbidden("Your posts do not allow this here.")


def level_words() -> dict[str, str]:
    """Kind of place → what the pack calls that level."""
    return {level.kind: level.title for level in reversed(packs.active().levels)}


def spot(place_id: int, on: date) -> Spot:
    """Everything that the page shows of one place. A dozen queries. Raises NotFound."""
    place, words = places.get(place_id), level_words()
    chain = places.chain_on(place_id, on)
    below = places.stood_under(place_id, on)
    shown = below[:MOST]
    standing = orgs.bodies_then([place_id], on)
    number: dict[int, int] = {}
    for body in orgs.bodies_then([p.pk for p in shown], on) if shown else []:
        number[body.place_id] = number.get(body.place_id, 0) + 1
    return Spot(
        place, chain[-1][1], words.get(place.kind, place.kind), chain,
        [(p, words.get(p.kind, p.kind), number.get(p.pk, 0)) for p in shown], len(below) > MOST,
        nest(standing), composites(standing),
    )  # fmt: skip


def nest(standing: Sequence[orgs.BodyThen]) -> list[Node]:
    """The bodies as a tree: below the one above where that stands at the same place."""
    titles = {k.key: k.title for k in packs.active().body_kinds}
    nodes = {b.body_id: Node(b, titles.get(b.kind, b.kind)) for b in standing}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.body.parent_id or 0)
        (above.below if above and above is not node else roots).append(node)
    return roots


def composites(standing: Sequence[orgs.BodyThen]) -> list[Composite]:
    """The pack's composites of which at least one part is here."""
    pack, found = packs.active(), []
    for composite in pack.composites:
        parts = []
        for key in composite.body_kinds:
            names = [b.name for b in standing if b.kind == key]
            parts.append(Part(pack.body_kind(key).title, names, composite.numbers.get(key)))
        for key in composite.post_kinds:
            names = [n for b in standing for p in b.posts if p.kind == key for n in p.holders or ("",)]
            parts.append(Part(pack.post_kind(key).title, [n for n in names if n], composite.numbers.get(key)))
        if any(part.names for part in parts):
            found.append(Composite(composite.title, parts))
    return found
