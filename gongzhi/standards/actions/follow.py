"""What other contexts tell: a place moved, a post came to somebody else."""

from __future__ import annotations

from collections.abc import Sequence

from gongzhi.orgs import public as orgs
from gongzhi.standards.actions.sweep import mark


def follow_place(place_ids: Sequence[int], old: tuple[int, ...], new: tuple[int, ...]) -> None:
    """Places moved from below one to below another: both communities are looked at soon, and the places themselves."""
    mark(*place_ids, *old[-1:])


def follow_post(post_id: int, why: str) -> None:
    """A post came to somebody else, or its holder is away: its community is looked at soon."""
    place_id = orgs.Post.objects.filter(pk=post_id).values_list("place_id", flat=True).first()
    if place_id is not None:
        mark(place_id)
