"""Who is to get a request, and why: the decision table of the pack asked about one, or about many without writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request

WRONG = (KeyError, TypeError, ValueError, AttributeError)  # what a line that errs may raise


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a request when it is asked who gets it."""

    type_key: str
    channel: str
    place_id: int
    ancestors: tuple[int, ...]
    located: bool
    keep_private: bool
    at: datetime  # when it came in


@dataclass(frozen=True, slots=True)
class Routed:
    """What the table said: the line, its input, the kinds of posts, and the post (None: nobody)."""

    rule: str
    kinds: tuple[str, ...]
    asked: packs.Asked
    about: About
    offer: bool = False
    error: str = ""  # what a line raised: the type's own posts are taken then
    post_id: int | None = None

    def trace(self, revision_id: int) -> dict[str, Any]:
        """As it is kept with the request (`Request.route`): line, input, result, and the revision of the pack."""
        asked = self.asked
        return {
            "rule": self.rule, "kinds": list(self.kinds), "to": self.post_id, "pack": revision_id,
            "at": self.about.at.isoformat(timespec="seconds"),
            "in": {"place": self.about.place_id, "levels": list(asked.levels), "group": asked.group, "type": asked.type,
                   "channel": asked.channel, "flags": list(asked.flags), "working": asked.working, "time": asked.time},
            **({"error": self.error[:200]} if self.error else {}),
        }  # fmt: skip


Known = Mapping[int, places.Place]


def asked_of(pack: packs.Pack, about: About, known: Known) -> packs.Asked:
    """The input of the table; `known` the places of `about.ancestors`, where lines name places or levels."""
    kind = pack.request_type(about.type_key)
    flags = {"urgent": kind.urgent, "private": kind.private, "keep_private": about.keep_private,
             "located": about.located, "unlocated": not about.located}  # fmt: skip
    here = known.get(about.place_id)
    local = clock.local(about.at)
    hours = procedures.calendar_for(about.place_id).intervals(local.date())
    return packs.Asked(
        codes=tuple(known[i].code for i in about.ancestors if i in known and known[i].code),
        levels=tuple(v.key for v in pack.levels if here is not None and v.kind == here.kind),
        group=kind.group, type=kind.key, channel=about.channel, flags=tuple(f for f, on in flags.items() if on),
        working=any(begin <= local.time() < end for begin, end in hours), time=local.strftime("%H:%M"),
    )  # fmt: skip


def needs_places(pack: packs.Pack) -> bool:
    """Whether a line of the table names places or levels: else nobody has to look them up."""
    return any(line.places or line.levels for line in pack.routing)


def ask(pack: packs.Pack, about: About, known: Known | None = None) -> Routed:
    """What the table says, without the post. A line that errs never loses a request: the type's own posts are taken,
    and `error` says why. Raises KeyError for a type that the pack has not."""
    if known is None:
        known = places.get_many(about.ancestors) if needs_places(pack) else {}
    own = pack.request_type(about.type_key).routes_to
    asked = asked_of(pack, about, known)
    try:
        rule, kinds, offer = packs.decide(pack.routing, asked, own)
    except WRONG as error:
        return Routed(packs.BY_TYPE, own, asked, about, error=f"{type(error).__name__}: {error}")
    return Routed(rule, kinds, asked, about, offer)


def about_of(request: Request) -> About:
    """What the table is asked about a request as it stands; the time is that of its coming in."""
    return About(
        request.type_key, request.channel, request.matter.place_id, places.ancestors(request.matter.place_id),
        request.located, request.keep_private, request.created_at,
    )  # fmt: skip


def routed(request: Request) -> Routed | None:
    """Who is to get a request by the table in force, as it stands now; None where the pack lost its type."""
    pack = packs.active()
    try:
        found = ask(pack, about_of(request))
    except KeyError:
        return None
    return replace(found, post_id=orgs.find_post(found.kinds, found.about.ancestors))


class Posts:
    """All posts of the installation, to find the nearest of a kind for many places: two queries for all of them."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, int], int] = {}
        for post in orgs.held_posts():
            self._first.setdefault((post.kind, post.place_id), post.post_id)
        self._found: dict[tuple[tuple[str, ...], int], int | None] = {}

    def nearest(self, kinds: tuple[str, ...], ancestors: Sequence[int]) -> int | None:
        """As `orgs.find_post`."""
        key = kinds, ancestors[-1] if ancestors else 0
        if key not in self._found:
            ways = ((kind, place_id) for place_id in reversed(ancestors) for kind in kinds)
            self._found[key] = next((self._first[way] for way in ways if way in self._first), None)
        return self._found[key]

    @cached_property
    def unanswered(self) -> frozenset[int]:
        """Those for which nobody answers now: vacant, or away without a substitute."""
        held = orgs.holders_of(self._first.values())
        return frozenset(pk for pk, holder in held.items() if holder.person_id is None)


def known_of(abouts: Iterable[About]) -> dict[int, places.Place]:
    """The places of many. One query."""
    return places.get_many({i for about in abouts for i in about.ancestors})
