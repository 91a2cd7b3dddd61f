"""Who answers for an address, link by link, as the pack names the chain (row A3).

A link whose holder is a neighbour (`consent`) names that person only where the person agreed; the post stands there
all the same. Work phones of posts show to everybody; private ones to staff alone, masked (`with_private`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.places.public import Place

CONSENT = "chain-1"  # the version of the text to which people agree
_EXACT = ("grid", "estate", "building")


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a link: who holds it, as far as may be said. `unnamed`: holders who have not agreed to be named."""

    post_id: int
    title: str
    names: tuple[str, ...]
    unnamed: int
    vacant: int
    phone: str
    persons: tuple[int, ...] = ()  # who is named, in the order of `names`
    private: tuple[tuple[int, str, str], ...] = ()  # (person, name, masked phone), for staff, where no work phone is


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `state`: `held`, `unnamed` (held, nobody may be named), `vacant`, `missing` (no such post or body), or
    `ask` (the address is too vague to know)."""

    title: str
    body: str
    place: str
    seats: tuple[Seat, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A chain of the pack at an address."""

    title: str
    source: str
    links: tuple[Link, ...]

    @property
    def gaps(self) -> int:
        """Links that are vacant or missing."""
        return sum(link.state in ("vacant", "missing") for link in self.links)


def resolve(place: Place) -> list[Resolved]:
    """The chains of the pack in force at a place, from the highest link down. Six queries at most."""
    pack = packs.active()
    if not pack.chains:
        return []
    around = _Around(place, pack)
    return [Resolved(c.title, c.source.text, tuple(around.link(link) for link in c.links)) for c in pack.chains]


def with_private(resolved: list[Resolved]) -> list[Resolved]:
    """The same for staff who see the bodies here: where a post has no work phone, its holders' own ones, masked; in
    clear only by `reveal_phone`. Two queries."""
    seats = [s for c in resolved for link in c.links for s in link.seats if not s.phone]
    known = people.contacts_of(p for s in seats for p in s.persons)

    def seat(s: Seat) -> Seat:
        own = [(p, n, known[p].phone) for p, n in zip(s.persons, s.names, strict=True) if p in known and known[p].phone]
        return s if s.phone else replace(s, private=tuple(own))

    def link(one: Link) -> Link:
        return replace(one, seats=tuple(seat(s) for s in one.seats))

    return [replace(c, links=tuple(link(one) for one in c.links)) for c in resolved]


def named_holder(post_id: int, person_id: int) -> orgs.PostSeats:
    """The post, where that person holds it now and may be named. Raises NotFound."""
    place_id = orgs.live_posts().filter(pk=post_id).values_list("place_id", flat=True).first()
    found = next((p for p in orgs.posts_at([place_id]) if p.post_id == post_id), None) if place_id else None
    if found is None or person_id not in {h.person_id for h in found.holders}:
        raise NotFound("Nobody of that name holds this post.")
    if found.kind in consent_kinds() and not people.consented([person_id], CONSENT):
        raise NotFound("Nobody of that name holds this post.")
    return found


def consent_kinds() -> frozenset[str]:
    """The kinds of posts whose holders are named only where they agreed."""
    return frozenset(k for c in packs.active().chains for link in c.links if link.consent for k in link.post_kinds)


class _Around:
    """The posts and bodies from the place upwards, read once."""

    def __init__(self, place: Place, pack: packs.Pack) -> None:
        links = [link for c in pack.chains for link in c.links]
        ids = place.ancestors
        self._depth = {pk: i for i, pk in enumerate(ids)}
        self._exact = place.kind in _EXACT
        self._names = {p.pk: p.name for p in places.get_many(ids).values()}
        self._posts = orgs.posts_at(ids, sorted({k for link in links for k in link.post_kinds}))
        self._bodies = orgs.bodies_at(ids, sorted({link.body_kind for link in links if link.body_kind}))
        private = consent_kinds()
        asked = [h.person_id for p in self._posts if p.kind in private for h in p.holders]
        self._agreed = people.consented(asked, CONSENT) if asked else frozenset()

    def link(self, link: packs.ChainLink) -> Link:
        """What stands for one link."""
        body_name, place_id, posts = "", 0, []
        if link.body_kind:
            bodies = [b for b in self._bodies if b.kind == link.body_kind]
            if bodies:
                place_id = max((b.place_id for b in bodies), key=self._depth.__getitem__)
                here = [b for b in bodies if b.place_id == place_id]
                body_name = "、".join(b.name for b in here)
                posts = self._of(link, {b.pk for b in here})
        if not body_name and link.post_kinds:
            fitting = [p for p in self._posts if p.kind in link.post_kinds]
            if link.body_kind is None and fitting:
                place_id = max((p.place_id for p in fitting), key=self._depth.__getitem__)
                posts = self._first([p for p in fitting if p.place_id == place_id], link)
        seats = tuple(self._seat(p, consent=link.consent) for p in posts)
        return Link(link.title, body_name, self._names.get(place_id, ""), seats, self._state(body_name, seats))

    def _of(self, link: packs.ChainLink, body_ids: set[int]) -> list[orgs.PostSeats]:
        return self._first([p for p in self._posts if p.body_id in body_ids and p.kind in link.post_kinds], link)

    @staticmethod
    def _first(posts: list[orgs.PostSeats], link: packs.ChainLink) -> list[orgs.PostSeats]:
        """The posts of the first kind that there is, without those that only stand in."""
        for kind in link.post_kinds:
            if found := [p for p in posts if p.kind == kind]:
                return [p for p in found if not p.deputy] or found
        return []

    def _seat(self, post: orgs.PostSeats, *, consent: bool) -> Seat:
        named = [h for h in post.holders if not consent or h.person_id in self._agreed]
        return Seat(
            post.post_id, post.title, tuple(h.name for h in named), len(post.holders) - len(named), post.vacant,
            post.phone, tuple(h.person_id for h in named),
        )  # fmt: skip

    def _state(self, body: str, seats: tuple[Seat, ...]) -> str:
        if any(s.names for s in seats):
            return "held"
        if any(s.unnamed for s in seats):
            return "unnamed"
        if seats or body:
            return "vacant"
        return "missing" if self._exact else "ask"
