"""What a token is and may do. Pure."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from enum import StrEnum

from gongzhi.core import entropy
from gongzhi.core.errors import Invalid

PREFIX = "gz_"
SHOWN = 8  # characters that a list shows, so that a token can be recognised
NAME_MAX = 60
PER_MINUTE = 120
PER_MINUTE_MAX = 6000
_KEPT = 10_000
FIRST_LEASE = 4


class Scope(StrEnum):
    """What a token opens."""

    READ = "read"  # what is public, and what the program sent itself
    CREATE = "create"  # send requests in, and words to them
    SEE = "see"  # see the work of the posts of the person it is bound to
    ACT = "act"  # act with those posts (and see their work)
    EXPORT = "export"  # take out what those posts may take out


BOUND = frozenset({Scope.SEE, Scope.ACT, Scope.EXPORT})  # bound to a person, or they would open nothing
IMPLIED = {Scope.SEE: Scope.ACT}


def new_secret() -> str:
    """A new token: 192 bits of chance, shown once."""
    return PREFIX + entropy.token_urlsafe(24)


def digest(secret: str) -> str:
    """The stored form. A plain hash is enough for 192 bits of chance."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def check(name: str, scopes: Iterable[str], per_minute: int) -> list[str]:
    """The scopes in their order. Raises Invalid (fields name, scopes, per_minute)."""
    if not 2 <= len(name.strip()) <= NAME_MAX:
        raise Invalid("Say which program it is for.", field="name")
    wanted = set(scopes)
    chosen: list[str] = [s.value for s in Scope if s.value in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Invalid("Choose what the program may do.", field="scopes")
    if not 1 <= per_minute <= PER_MINUTE_MAX:
        raise Invalid("Give between 1 and %(most)s calls a minute.", field="per_minute", most=PER_MINUTE_MAX)
    return chosen


class Leases:
    """Calls that this process may still let through in the running minute, of those it took from the database."""

    def __init__(self) -> None:
        self._left: OrderedDict[int, tuple[int, int, int]] = OrderedDict()  # token → (minute, left, next block)
        self._lock = threading.Lock()

    def take(self, token_id: int, minute: int, per_minute: int, lease: Callable[[int], int]) -> bool:
        """Count a call; False where the token had its share of this minute. `lease(block)` takes up to so many more,
        in blocks that double up to an eighth of the share; nought ends the minute."""
        with self._lock:
            began, left, block = self._left.get(token_id, (minute, 0, FIRST_LEASE))
            if began != minute:
                left, block = 0, FIRST_LEASE
            if not left and block:
                left = lease(min(block, per_minute))
                block = min(block * 2, max(FIRST_LEASE, per_minute // 8)) if left else 0
            self._left[token_id] = (minute, max(0, left - 1), block)
            self._left.move_to_end(token_id)
            while len(self._left) > _KEPT:
                self._left.popitem(last=False)
            return left > 0


class Meter:
    """Calls of each token in the running minute, counted in the memory of this process (no statement a call)."""

    def __init__(self) -> None:
        self._calls: OrderedDict[int, tuple[int, int]] = OrderedDict()

    def count(self, token_id: int, minute: int, per_minute: int) -> bool:
        """Count a call; False where the token had its share of this minute."""
        began, calls = self._calls.get(token_id, (minute, 0))
        calls = calls + 1 if began == minute else 1
        self._calls[token_id] = (minute, calls)
        self._calls.move_to_end(token_id)
        while len(self._calls) > _KEPT:
            self._calls.popitem(last=False)
        return calls <= per_minute
