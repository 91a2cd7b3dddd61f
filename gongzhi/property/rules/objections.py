"""Who decides on an objection to an order: never the post or the person that issued it. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def decider(candidates: Iterable[tuple[int, int | None]], issuer_post: int, issuer_person: int | None) -> int | None:
    """Of (post, who answers for it now), the nearest first: a post that somebody else holds, else a vacant one."""
    others = [(post, person) for post, person in candidates if post != issuer_post]
    held = (post for post, person in others if person is not None and person != issuer_person)
    vacant = (post for post, person in others if person is None)
    return next(held, next(vacant, None))
