"""Which post must mend a gap: for many places in two queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gongzhi.access.public import Permission
from gongzhi.orgs import public as orgs
from gongzhi.packs.public import Pack, Standard
from gongzhi.places import public as places

_CHUNK = 5000  # places a statement


class Owners:
    """The nearest posts of each kind; reads them when first asked."""

    def __init__(self, pack: Pack) -> None:
        self._default = tuple(k.key for k in pack.post_kinds if Permission.ORG_APPOINT in k.permissions)
        self._at: dict[tuple[int, str], int] = {}  # (place, kind) → post
        self._place_of: dict[int, int] = {}
        self._paths: dict[int, tuple[int, ...]] = {}

    def expect(self, place_ids: Iterable[int]) -> None:
        """Read the paths of the places that will be asked for, and all posts. Few queries."""
        ids = sorted(set(place_ids))
        for i in range(0, len(ids), _CHUNK):
            self._paths |= {pk: place.ancestors for pk, place in places.get_many(ids[i : i + _CHUNK]).items()}
        for post in orgs.held_posts():
            self._at.setdefault((post.place_id, post.kind), post.post_id)
            self._place_of[post.post_id] = post.place_id

    def of(self, standard: Standard, place_id: int) -> tuple[int | None, int]:
        """(post, its place): the nearest of the standard's `owner` kinds from the place upwards, the earlier kind
        first at one place, a held one before a vacant; (None, the place) where there is none."""
        kinds: Sequence[str] = standard.owner or self._default
        for above in reversed(self._paths.get(place_id, ())):
            for kind in kinds:
                post = self._at.get((above, kind))
                if post is not None:
                    return post, self._place_of[post]
        return None, place_id
