"""The actor of a person, the holder of a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind, HeldPost
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.db.select import marks, select
from gongzhi.orgs.rules import CHAIN_LIMIT, Cover, Seat, chain_from, cover_of
from gongzhi.packs import public as packs

if TYPE_CHECKING:
    from gongzhi.people.public import Account


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a post now. `person_id` is None where nobody does (vacant, or away without a substitute)."""

    post_id: int
    person_id: int | None
    appointment_id: int | None
    standing_in: bool
    via_post_id: int | None = None  # the post of the one who answers: the substitute's while standing in


def pack_in_force() -> packs.Pack:
    """The pack in force; the seam for tests with an inline pack."""
    return packs.active()


def permissions_of(kind: str) -> frozenset[str]:
    """What the pack in force lets this kind of post do; nothing for a kind that it does not know."""
    try:
        return frozenset(pack_in_force().post_kind(kind).permissions)
    except KeyError:
        return frozenset()


_UP = """
WITH RECURSIVE up(id, substitute_id, depth) AS (
    SELECT p.id, p.substitute_id, 1 FROM orgs_post p WHERE p.substitute_id IN ({marks})
    UNION
    SELECT p.id, p.substitute_id, up.depth + 1 FROM orgs_post p JOIN up ON p.substitute_id = up.id
    WHERE up.depth < {limit}
) SELECT DISTINCT id, substitute_id FROM up ORDER BY id
"""
_DOWN = """
WITH RECURSIVE down(id, substitute_id, depth) AS (
    SELECT p.id, p.substitute_id, 0 FROM orgs_post p WHERE p.id IN ({marks})
    UNION
    SELECT p.id, p.substitute_id, down.depth + 1 FROM orgs_post p JOIN down ON p.id = down.substitute_id
    WHERE down.depth < {limit}
) SELECT DISTINCT id, substitute_id FROM down ORDER BY id
"""


def _chain(sql: str, ids: Sequence[int]) -> dict[int, int | None]:
    """Post → substitute, along the chain of substitutes from `ids`; plain SQL:1999 that both databases run."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(marks=marks(ids), limit=CHAIN_LIMIT), list(ids))
        return {int(row[0]): row[1] for row in cursor.fetchall()}


# Posts along the chain of substitutes, and who holds each: every step of every matter asks it.
_SEATED = f"""
WITH RECURSIVE down(id, substitute_id, depth) AS (
    SELECT p.id, p.substitute_id, 0 FROM orgs_post p WHERE p.id IN ({{marks}})
    UNION
    SELECT p.id, p.substitute_id, down.depth + 1 FROM orgs_post p JOIN down ON p.id = down.substitute_id
    WHERE down.depth < {CHAIN_LIMIT}
) SELECT d.id, d.substitute_id, a.id, a.person_id, EXISTS (
    SELECT 1 FROM orgs_absence b WHERE b.appointment_id = a.id AND b.starts_at <= %s
    AND (b.ends_at IS NULL OR b.ends_at > %s) AND (b.ended_at IS NULL OR b.ended_at > %s)
) FROM (SELECT DISTINCT id, substitute_id FROM down) d LEFT JOIN orgs_appointment a ON a.post_id = d.id
    AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s) AND (a.ended_at IS NULL OR a.ended_at > %s)
ORDER BY a.starts_on, a.id, d.id
"""  # noqa: S608 - a constant of ours


def _seated(post_ids: Sequence[int]) -> tuple[dict[int, int | None], dict[int, list[Seat]]]:
    """Post → substitute along the chain from `post_ids`, and post → who holds it now, the longest first. One query."""
    moment = clock.now()
    day = clock.local(moment).date()
    chain: dict[int, int | None] = {}
    seats: dict[int, list[Seat]] = {}
    sql = _SEATED.format(marks=marks(post_ids))
    for post_id, substitute_id, held, person_id, absent in select(
        sql, [*post_ids, moment, moment, moment, day, day, moment]
    ):
        chain[post_id] = substitute_id
        if held is not None:
            seats.setdefault(post_id, []).append(Seat(post_id, person_id, held, bool(absent)))
    return chain, seats


def actor_of(who: Account | int | None, *, via: str = "web") -> Actor:
    """The actor of an account or a person id, with the posts held now and those covered for an absent A.

    One query. A resident is an actor without posts. None and signed-out users are `ANONYMOUS`.
    """
    if who is None or (not isinstance(who, int) and not who.is_authenticated):
        return ANONYMOUS
    person_id, account_id = (who, None) if isinstance(who, int) else (who.person_id, who.pk)
    moment = clock.now()
    day = clock.local(moment).date()
    spans = [moment, moment, moment, day, day, moment]
    around: dict[int, _Around] = {}
    mine: list[Seat] = []
    for row in select(_ACTOR, [person_id, day, day, moment, *spans]):
        if (post := around.get(row[0])) is None:
            post = around[row[0]] = _Around(row[0], row[1], row[2], row[3], row[4], [])
        if row[5] is None:
            continue
        post.seats.append(seat := Seat(row[0], row[6], row[5], bool(row[7])))
        if seat.person_id == person_id:
            mine.append(seat)
    if not mine:
        return Actor(ActorKind.RESIDENT, person_id, account_id, via=via)
    held = [_held(around[seat.post_id], seat.appointment_id, None) for seat in mine]
    if present := {seat.post_id for seat in mine if not seat.absent}:
        seats = {post_id: post.seats for post_id, post in around.items()}
        held.extend(_stood_in(person_id, around, seats, present, {p.post_id for p in held}))
    return Actor(ActorKind.STAFF, person_id, account_id, posts=tuple(held), via=via)


@dataclass(frozen=True, slots=True)
class _Around:
    """A post that the person holds, or along whose chain of substitutes the person stands."""

    post_id: int
    kind: str
    body_id: int
    place_id: int
    substitute_id: int | None
    seats: list[Seat]


# The posts that somebody holds, those that come to them along the chain of substitutes, and who holds each; plain
# SQL:1999 that both databases run, in one trip, because every page and every call of staff asks it.
_ACTOR = f"""
WITH RECURSIVE up(id, depth) AS (
    SELECT a.post_id, 0 FROM orgs_appointment a WHERE a.person_id = %s AND a.starts_on <= %s
    AND (a.ends_on IS NULL OR a.ends_on >= %s) AND (a.ended_at IS NULL OR a.ended_at > %s)
    UNION
    SELECT p.id, up.depth + 1 FROM orgs_post p JOIN up ON p.substitute_id = up.id WHERE up.depth < {CHAIN_LIMIT}
) SELECT p.id, p.kind, p.body_id, p.place_id, p.substitute_id, a.id, a.person_id, EXISTS (
    SELECT 1 FROM orgs_absence b WHERE b.appointment_id = a.id AND b.starts_at <= %s
    AND (b.ends_at IS NULL OR b.ends_at > %s) AND (b.ended_at IS NULL OR b.ended_at > %s)
) FROM orgs_post p LEFT JOIN orgs_appointment a ON a.post_id = p.id AND a.starts_on <= %s
    AND (a.ends_on IS NULL OR a.ends_on >= %s) AND (a.ended_at IS NULL OR a.ended_at > %s)
WHERE p.id IN (SELECT id FROM up) ORDER BY a.starts_on, a.id, p.id
"""  # noqa: S608 - a constant of ours


def _held(post: _Around, appointment_id: int, standing_in_for: int | None) -> HeldPost:
    return HeldPost(
        post_id=post.post_id,
        kind=post.kind,
        body_id=post.body_id,
        place_id=post.place_id,
        permissions=permissions_of(post.kind),
        appointment_id=appointment_id,
        standing_in_for=standing_in_for,
    )


def _stood_in(
    person_id: int, around: Mapping[int, _Around], seats: Mapping[int, list[Seat]], present: set[int], held: set[int]
) -> Iterable[HeldPost]:
    """The posts of absent holders that come to this person along the chain of substitutes from the posts where the
    person is `present`."""
    substitutes = {post_id: post.substitute_id for post_id, post in around.items()}
    for post_id in sorted(set(around) - held):
        if present.isdisjoint(chain_from(post_id, substitutes)[1:]):
            continue
        for cover in cover_of(post_id, substitutes, seats):
            if cover.seat.person_id == person_id and cover.standing_in_for is not None:
                yield _held(around[post_id], cover.seat.appointment_id, cover.standing_in_for)
                break


def covers_of(post_id: int, *, without: int | None = None) -> list[Cover]:
    """Everybody who answers for the post (see `rules.cover_of`), as if the person `without` were away.

    Raises NotFound. One query.
    """
    chain, seats = _seated([post_id])
    if post_id not in chain:
        raise NotFound("There is no such post.")
    if without is not None:
        seats = {p: [replace(s, absent=s.absent or s.person_id == without) for s in of] for p, of in seats.items()}
    return cover_of(post_id, chain, seats)


def holder_of(post_id: int) -> Holder:
    """Who answers for the post now: the first holder who is present, else who stands in. Raises NotFound."""
    return _holder(post_id, covers_of(post_id))


def holders_of(post_ids: Iterable[int]) -> dict[int, Holder]:
    """`holder_of` for many posts, by post; unknown ones are left out. One query."""
    ids = sorted(set(post_ids))
    if not ids:
        return {}
    chain, seats = _seated(ids)
    return {pk: _holder(pk, cover_of(pk, chain, seats)) for pk in ids if pk in chain}


def _holder(post_id: int, covers: Sequence[Cover]) -> Holder:
    if not covers:
        return Holder(post_id, None, None, standing_in=False)
    first = covers[0]
    return Holder(
        post_id,
        first.seat.person_id,
        first.seat.appointment_id,
        standing_in=first.standing_in_for is not None,
        via_post_id=first.via_post_id,
    )


def around(post_id: int) -> dict[int, int | None]:
    """Post → substitute, for the post, those it may stand in for, and those that may stand in for it. Two queries."""
    return {**_chain(_UP, [post_id]), **_chain(_DOWN, [post_id])}
