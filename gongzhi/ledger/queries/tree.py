"""The tree: its size and root, the kept hashes, the two proofs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.core.errors import NotFound
from gongzhi.ledger.models import LEVEL_BITS, Leaf, Node, Tree
from gongzhi.ledger.rules.chunks import chunks
from gongzhi.ledger.rules.merkle import Place, Range, consistency, hashes, inclusion, parts
from gongzhi.ledger.rules.verify_ledger import fold

TREE_ID = 1


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How many entries have an index, and the root (hex) over them."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes (hex, from the leaf upwards) that lead from what is proven to `root`. For inclusion `first` is the index
    of the leaf and `known` its hash; for consistency the earlier size and its root."""

    first: int
    size: int
    known: str
    path: Sequence[str]
    root: str


def head() -> TreeHead:
    """The present tree (unsigned); of nothing: size 0 and the hash of nothing."""
    row = Tree.objects.filter(pk=TREE_ID).first()
    return TreeHead(row.size, bytes(row.root).hex()) if row else TreeHead(0, fold([]).hex())


def node_id(place: Place) -> int:
    """The id under which a complete subtree above the leaves is kept."""
    return place[0] << LEVEL_BITS | place[1]


def kept(places: Iterable[Place]) -> dict[Place, bytes]:
    """The hashes of complete subtrees. Two queries for up to 500 of each kind. NotFound where one is lacking."""
    wanted = set(places)
    found: dict[Place, bytes] = {}
    for leaves in chunks(sorted(p for p in wanted if not p[0]), 500):
        rows = Leaf.objects.filter(index__in=[p[1] for p in leaves]).values_list("index", "hash")
        found |= {(0, index): bytes(digest) for index, digest in rows}
    for nodes in chunks(sorted(p for p in wanted if p[0]), 500):
        named = {node_id(p): p for p in nodes}
        upper = Node.objects.filter(pk__in=list(named)).values_list("id", "hash")
        found |= {named[number]: bytes(digest) for number, digest in upper}
    if found.keys() != wanted:
        raise NotFound("The ledger is not that long yet.")
    return found


def frontier(size: int) -> list[bytes]:
    """The complete subtrees of the first `size` leaves, the largest first."""
    places = parts(0, size)
    found = kept(places)
    return [found[place] for place in places]


def _proof(first: int, size: int, known: Range, ranges: list[Range]) -> Proof:
    every = [*ranges, known, (0, size)]
    found = kept(place for start, end in every for place in parts(start, end))
    *path, start, root = [digest.hex() for digest in hashes(every, found)]
    return Proof(first, size, start, path, root)


def prove_inclusion(index: int, size: int) -> Proof:
    """The RFC 9162 proof that leaf `index` stands in the tree of `size`. NotFound where there is none."""
    if not 0 <= index < size <= head().size:
        raise NotFound("The ledger is not that long yet.")
    return _proof(index, size, (index, index + 1), inclusion(index, size))


def prove_consistency(first: int, second: int) -> Proof:
    """The RFC 9162 proof that the tree of `second` grew from the tree of `first`. NotFound where there is none."""
    if not 0 < first <= second <= head().size:
        raise NotFound("The ledger is not that long yet.")
    return _proof(first, second, (0, first), consistency(first, second))
