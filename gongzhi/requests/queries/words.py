"""Searching the words of requests: title, description and address.

The index is `Words` and what each database keeps beside it (an FTS5 table without content, a `tsvector` with GIN),
filled by the worker; requests it has not come to are read as they are, so that an answer never depends on it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from django.db import connection

from gongzhi.kit import search
from gongzhi.kit.db.sample import sample
from gongzhi.kit.db.select import fence, marks, select
from gongzhi.kit.word_index import ShelvedIndex, contains, match_of
from gongzhi.procedures import public as procedures

SAMPLE, SAMPLE_SECONDS, UNSEEN = 600, 600.0, 0.0008
INDEX = ShelvedIndex("requests_words", "matter_id", "requests_words_index")
_seen: tuple[float, int, dict[str, int]] | None = None
_lock = threading.Lock()


def text_of(title: str, description: str, address: str) -> str:
    """The words of a request as they are compared. A line feed parts the three, so that no word runs over."""
    return "\n".join(search.folded(part) for part in (title, description, address))


_UNREAD = """
SELECT r.matter_id, m.title, r.description, r.address FROM requests_request r
JOIN procedures_matter m ON m.id = r.matter_id WHERE NOT r.worded
UNION ALL SELECT MIN(w.matter_id), NULL, '', '' FROM requests_words w
"""


def unread() -> tuple[list[tuple[int, str]], int | None]:
    """The requests that the index does not hold as they are now, with their words, in order; the first that it holds.
    One query."""
    rows = select(_UNREAD, [])
    late = sorted((pk, text_of(title, *parts)) for pk, title, *parts in rows if title is not None)
    return late, next(pk for pk, title, *_parts in rows if title is None)


def narrowing(words: Sequence[str]) -> tuple[str, tuple[object, ...], float, procedures.Source | None]:
    """For folded words: a condition on `s` (a row of Standing) with its values, the share of matters that it lets
    through (about), and the same as a source of matters, where the index can give one. One query, two now and then."""
    waiting, first = unread()
    late = [pk for pk, text in waiting if all(word in text for word in words)]
    fits = contains(words)
    also = f" OR (s.matter_id >= %s AND s.matter_id IN ({marks(late)}))" if late else ""  # few, and most of them new
    where = f"(EXISTS (SELECT 1 FROM requests_words w WHERE w.matter_id = s.matter_id AND {fits}{fence()}){also})"  # noqa: S608
    given = (*words, late[0], *late) if late else tuple(words)
    if not match_of(words):
        return where, given, 0.01, None

    def on(shelves: Sequence[str]) -> tuple[str, tuple[object, ...]]:
        sql, values = INDEX.candidates(words, shelves)
        if late:
            sql += f" UNION SELECT id AS matter_id FROM procedures_matter WHERE id IN ({marks(late)})"  # noqa: S608
        return sql, (*values, *late)

    share = _share(words)
    whole = connection.vendor == "postgresql"  # SQLite's index holds no texts: `where` decides, after what costs less
    return where, given, share, procedures.Source("", (), share, whole=whole, on=on, first=first or 0)


def of_number(digits: str) -> procedures.Source:
    """The requests whose number begins with these digits."""
    sql = "SELECT matter_id FROM requests_request WHERE number >= %s AND number < %s"
    return procedures.Source(sql, (digits, digits[:-1] + chr(ord(digits[-1]) + 1)), 10.0 ** -len(digits), whole=True)


def of_type(key: str, share: float) -> procedures.Source:
    """The requests of a type."""
    return procedures.Source("SELECT matter_id FROM requests_request WHERE type_key = %s", (key,), share)


def _share(words: Sequence[str]) -> float:
    """The share of a sample of requests that may hold all words: of the rarest pair of each. No text is kept."""
    global _seen
    with _lock:
        if _seen is None or time.monotonic() - _seen[0] > SAMPLE_SECONDS:
            rows = sample("requests_words", "matter_id, text", SAMPLE)
            counts: dict[str, int] = {}
            for _pk, text in rows:
                for token in search.tokens(text):
                    counts[token] = counts.get(token, 0) + 1
            _seen = (time.monotonic(), max(1, len(rows)), counts)
        _at, number, counts = _seen
    share = 1.0
    for word in words:
        share *= min((max(_number(counts, *pair) / number, UNSEEN) for pair in search.asked(word)), default=0.05)
    return max(share, UNSEEN / 10)


def _number(counts: dict[str, int], token: str, starts: bool) -> int:  # noqa: FBT001
    if not starts:
        return counts.get(token, 0)
    return max((n for known, n in counts.items() if known.startswith(token)), default=0)


def forget_seen() -> None:
    """Look anew at the next search (tests)."""
    global _seen
    with _lock:
        _seen = None
