"""A submission sent twice is one: found where it was made before, else made, also while another is making it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.db import IntegrityError, transaction

from gongzhi.core.errors import Conflict

TRIES = 3
T = TypeVar("T")


def once(submission: str, sent: Callable[[], T | None], make: Callable[[], T]) -> T:
    """What the submission made: `sent()` finds it, else `make()` makes it (in a transaction of its own, with a unique
    column that refuses the second). No submission: made each time. Raises Conflict after three collisions."""
    for _attempt in range(TRIES):
        if submission and (found := sent()) is not None:
            return found
        with suppress(IntegrityError), transaction.atomic():
            return make()
    raise Conflict("Somebody else changed this at the same moment. Please try again.")
