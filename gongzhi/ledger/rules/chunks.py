"""Cutting work into parts that a statement can carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in tuples of `size`, the last one shorter (itertools.batched of Python 3.12)."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part
