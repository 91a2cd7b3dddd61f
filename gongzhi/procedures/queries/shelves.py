"""Which shelves of an index of words (`kit.word_index`) a page of a list needs: what is live stands on one, what has
ended on those of its age, so a page in the order of time needs the first few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from gongzhi.core import clock
from gongzhi.core.ids import first_id, moment_of
from gongzhi.kit.word_index import LIVE as LIVE_SHELF
from gongzhi.kit.word_index import SHELF_BITS, shelf_name, shelf_of
from gongzhi.procedures.models import NEVER
from gongzhi.procedures.rules.model import LIVE

SLACK = timedelta(minutes=10)  # an id is drawn within moments of `opened_at`
FIRST = 0.7  # of what a page needs by the shares of a sample: one more look costs less than too many shelves
Key = tuple[datetime, int]  # what a list is sorted by, and the matter


@dataclass(frozen=True, slots=True)
class Shelves:
    """The shelves of an answer: that of the live ones or not, and numbers of others in the order of the list."""

    live: bool
    numbers: tuple[int, ...]
    newest: bool

    def needed(self, matches: float, size: int) -> int:
        """How many of the numbers hold a page of `size`, if `matches` in all are spread evenly; all of them rather
        than most."""
        number = len(self.numbers)
        return self._rather_all(ceil(FIRST * (size + 1) * number / max(matches, 1e-9)) + 1) if number else 0

    def more(self, take: int, found: int, size: int) -> int:
        """How many to take after the first `take` gave only `found`."""
        return self._rather_all(ceil(take * (size + 1) / max(found, 1)) + 1)

    def _rather_all(self, take: int) -> int:
        return take if take <= 0.6 * len(self.numbers) else len(self.numbers)

    def names(self, start: int, end: int) -> list[str]:
        """Those from `start` to before `end`, as the index calls them; the live one comes with the first."""
        live = [LIVE_SHELF] if self.live and not start else []
        return [*live, *(shelf_name(n) for n in self.numbers[start:end])]

    def sure(self, key: Key, take: int) -> bool:
        """Whether no row of the shelves beyond the first `take`, which are not all, comes before this one."""
        last = self.numbers[take - 1]
        if self.newest:
            return key[0] >= moment_of(last << SHELF_BITS) + SLACK
        return key[0] < NEVER or shelf_of(key[1]) <= last


def shelves(
    states: tuple[str, ...],
    *,
    newest: bool,
    first: int,
    since: datetime | None = None,
    until: datetime | None = None,
    after: Key | None = None,
) -> Shelves:
    """Those that can hold matters of these states; `first`: the lowest id of all; `after`: the key of the page before
    (with `newest` the moment it was opened, else when it is due, which for what has ended is never)."""
    low, high = shelf_of(first), shelf_of(first_id(clock.now() + SLACK))
    if since is not None:
        low = max(low, shelf_of(first_id(since - SLACK)))
    if until is not None:
        high = min(high, shelf_of(first_id(until + SLACK)))
    if after is not None and newest:
        high = min(high, shelf_of(first_id(after[0] + SLACK)))
    elif after is not None and after[0] == NEVER:
        low = max(low, shelf_of(after[1]))
    numbers = tuple(range(low, high + 1)) if set(states).difference(LIVE) else ()
    return Shelves(not set(states).isdisjoint(LIVE), numbers[::-1] if newest else numbers, newest)
