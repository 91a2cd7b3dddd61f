"""What a phone may send: keys, times, digests. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gongzhi.core.errors import Invalid

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
LATE = timedelta(minutes=10)  # sent so much later than seen, the sheet says when it was seen
LONGEST = timedelta(days=14)  # a phone's clock further off than this is wrong
PHOTOS = 3  # of one report


@dataclass(frozen=True, slots=True)
class Sent:
    """One act as it came: `kind` names it, `fields` are texts, `photos` the bytes of pictures, `done_at` by the
    phone's clock (None: it did not say)."""

    key: str
    kind: str
    fields: Mapping[str, str]
    photos: Sequence[bytes] = field(default=())
    done_at: datetime | None = None

    def text(self, name: str) -> str:
        """A field without blanks at its ends; empty where it is not there."""
        return self.fields.get(name, "").strip()

    def number(self, name: str) -> float | None:
        """A field that is a number. Raises Invalid."""
        try:
            return float(self.text(name)) if self.text(name) else None
        except ValueError:
            raise Invalid("This is no number.", field=name) from None


def check_key(key: str) -> None:
    """Raise Invalid for what is no key of an act."""
    if not _KEY.fullmatch(key):
        raise Invalid("This was sent without its number. Please open the page again.")


def key_of(person_id: int, key: str) -> str:
    """The key as it is kept: everybody's keys apart."""
    return hashlib.sha256(f"{person_id}:{key}".encode()).hexdigest()


def digest(sent: Sent) -> str:
    """What was sent, to tell the same act from another one under its key."""
    made = hashlib.sha256(repr((sent.kind, sorted(sent.fields.items()))).encode())
    for photo in sent.photos:
        made.update(hashlib.sha256(photo).digest())
    return made.hexdigest()


def done_at(text: str, now: datetime) -> datetime | None:
    """When it was done, by the phone: not later than now; None where it is not said or cannot be."""
    try:
        said = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if said is None or said.tzinfo is None or now - said > LONGEST:
        return None
    return min(said, now)
