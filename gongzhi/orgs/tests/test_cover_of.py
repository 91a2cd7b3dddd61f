"""The chain of substitutes by properties: any shape of chain, circles and self-references included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.orgs.rules import CHAIN_LIMIT, Seat, by_post, chain_from, cover_of

POSTS = st.integers(0, 7)
CHAINS = st.dictionaries(POSTS, st.none() | POSTS)
SEATS = st.lists(st.tuples(POSTS, st.booleans()), max_size=16)


@given(post=POSTS, substitutes=CHAINS, seats=SEATS)
def test_somebody_answers_if_and_only_if_somebody_is_there(
    post: int, substitutes: dict[int, int | None], seats: list[tuple[int, bool]]
) -> None:
    held = by_post(Seat(p, 100 + n, 200 + n, absent) for n, (p, absent) in enumerate(seats))
    covers = cover_of(post, substitutes, held)
    chain = chain_from(post, substitutes)
    assert len(chain) == len(set(chain)) <= CHAIN_LIMIT + 1
    there = [p for p in chain if any(not s.absent for s in held.get(p, []))]
    if not held.get(post):
        assert covers == []  # vacant: its superior hears of it
    else:
        assert bool(covers) is bool(there)
    for cover in covers:
        assert not cover.seat.absent
        assert cover.via_post_id == there[0]
        if cover.via_post_id == post:
            assert cover.standing_in_for is None
        else:
            assert all(s.absent for s in held[post])
            assert cover.standing_in_for in {s.appointment_id for s in held[post]}
