"""An append-only Merkle tree after RFC 9162: growing, proving, checking. Pure; the hashes of complete subtrees come
from the caller, who keeps them as (level, position): level 0 are the leaves, a subtree covers 2**level of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gongzhi.ledger.rules.verify_ledger import consistent, fold, included, node_hash

__all__ = ["Place", "Range", "consistency", "consistent", "grow", "hashes", "included", "inclusion", "parts"]

Place = tuple[int, int]  # level, position
Range = tuple[int, int]  # leaves [start, end)


def grow(
    size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]
) -> tuple[list[tuple[Place, bytes]], list[bytes]]:
    """Append leaf hashes to a tree of `size` with this frontier (its complete subtrees, the largest first): the new
    complete subtrees above the leaves, and the new frontier. O(log n) for each."""
    grown, nodes = list(frontier), []
    for at, leaf in enumerate(leaves, size):
        level, position, digest = 0, at, leaf
        while position & 1:
            digest = node_hash(grown.pop(), digest)
            level, position = level + 1, position >> 1
            nodes.append(((level, position), digest))
        grown.append(digest)
    return nodes, grown


def parts(start: int, end: int) -> list[Place]:
    """The complete subtrees, from left to right, that make up the leaves [start, end) of a range of the RFC."""
    places = []
    while start < end:
        level = min((start & -start).bit_length() - 1 if start else 62, (end - start).bit_length() - 1)
        places.append((level, start >> level))
        start += 1 << level
    return places


def _split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)


def inclusion(index: int, size: int) -> list[Range]:
    """RFC 9162 2.1.3.1: the ranges whose hashes prove the leaf `index` in the tree of `size`, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency(first: int, second: int) -> list[Range]:
    """RFC 9162 2.1.4.1: the ranges whose hashes prove that the tree of `second` grew from the tree of `first`."""
    if not 0 < first <= second:
        raise ValueError(f"there is no proof from size {first} to size {second}")
    ranges, start, end, whole = [], 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def hashes(ranges: Iterable[Range], kept: Mapping[Place, bytes]) -> list[bytes]:
    """The hash of each range out of kept complete subtrees."""
    return [fold([kept[place] for place in parts(start, end)]) for start, end in ranges]
