"""Pure rules of requests: numbers, what may be typed, distance, likeness of words. No database."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import add

from gongzhi.core.errors import Invalid, InvalidMany
from gongzhi.core.near import EARTH_METRES_PER_DEGREE
from gongzhi.core.near import metres_between as metres_between
from gongzhi.core.numbers import clean_number as clean_number
from gongzhi.core.numbers import new_number as new_number
from gongzhi.core.numbers import spoken as spoken
from gongzhi.core.texts import too_long

TITLE_MAX = 60
WORDS_MAX = 4000
NAME_MAX = 30
ADDRESS_MAX = 120


def has_words(text: str) -> bool:
    """Whether a text holds at least two letters, ideographs or digits (a title of emoji alone does not)."""
    return sum(1 for c in text if unicodedata.category(c)[0] in "LN") >= 2


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to report, as it came from a form, a telephone call or a program.

    `lon`/`lat` are WGS 84 degrees; `place_id` is a place chosen from a list (estate, building); `address` is free text.
    `contact_phone` or `contact_email` is the one contact; both empty only where the channel allows it.
    """

    description: str
    title: str = ""
    type_key: str = ""
    name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    lon: float | None = None
    lat: float | None = None
    place_id: int | None = None
    address: str = ""
    file_ids: tuple[int, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    person_id: int | None = None  # a resident who is signed in
    keep_private: bool = False  # the answer is not to go to the board
    received_at: datetime | None = None  # entered after the fact (补录): when it was received


LATE_MOST = timedelta(days=366)  # how long ago what is entered after the fact may have been received (default, ours)


def check_received(received_at: datetime | None, now: datetime) -> None:
    """Raise Invalid where a matter cannot have been received then. The clock runs from it, so that no light is the
    better for a matter that was entered late."""
    if received_at is not None and received_at > now:
        raise Invalid("The date lies in the future.", field="received_at")
    if received_at is not None and received_at < now - LATE_MOST:
        raise Invalid("This is more than a year ago.", field="received_at")


def title_of(draft: Draft) -> str:
    """The title, or the first sentence of the description cut to a line."""
    text = " ".join(draft.title.split()) or re.split(r"[。!?!?\n]", draft.description.strip(), maxsplit=1)[0]
    text = " ".join(text.split())
    return text if len(text) <= TITLE_MAX else text[: TITLE_MAX - 1] + "…"


def check_draft(draft: Draft, *, contact_needed: bool, place_needed: bool = True) -> None:
    """Raise InvalidMany with every wrong field at once; nothing is trimmed silently."""
    wrong: dict[str, Invalid] = {}

    def bad(error: Invalid) -> None:
        wrong.setdefault(error.field or "", error)

    def at_most(field: str, text: str, most: int) -> None:
        if len(text) > most:
            bad(too_long(text, most, field=field))

    if not has_words(draft.description):
        bad(Invalid("Say in a few words what is wrong.", field="description"))
    at_most("description", draft.description, WORDS_MAX)
    if draft.title and not has_words(draft.title):
        bad(Invalid("A title needs words, not only signs.", field="title"))
    at_most("title", draft.title, TITLE_MAX)
    at_most("name", draft.name, NAME_MAX)
    at_most("address", draft.address, ADDRESS_MAX)
    if (draft.lon is None) != (draft.lat is None):
        bad(Invalid("A position needs both longitude and latitude.", field="address"))
    if draft.lon is not None and draft.lat is not None and not (-180 <= draft.lon <= 180 and -90 <= draft.lat <= 90):
        bad(Invalid("This position is not on the earth.", field="address"))
    if place_needed and draft.lon is None and draft.place_id is None and not draft.address.strip():
        bad(Invalid("Say where it is: pick a place on the map or type an address.", field="address"))
    if contact_needed and draft.person_id is None:
        if not draft.name.strip():
            bad(Invalid("Give a name or an alias by which we may address you.", field="name"))
        if not draft.contact_phone.strip() and not draft.contact_email.strip():
            bad(Invalid("Give one contact, so that we can answer.", field="contact_phone"))
    if wrong:
        raise InvalidMany(wrong)


NEAR_CELL_DEGREES = 0.0005  # about 55 m north to south: a duplicate within 50 m lies in at most three rows of cells
ROW_OF_CELLS = 1_000_000


def near_cell(lon: float, lat: float) -> int:
    """The number of the cell of a point, for look-ups of what is near."""
    return int((lat + 90) // NEAR_CELL_DEGREES) * ROW_OF_CELLS + int((lon + 180) // NEAR_CELL_DEGREES)


def box_around(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north of the square that holds every point within `metres` (a little more)."""
    up = metres * 1.01 / EARTH_METRES_PER_DEGREE
    aside = up / max(0.05, math.cos(math.radians(lat)))
    return lon - aside, lat - up, lon + aside, lat + up


def cell_ranges(lon: float, lat: float, metres: float) -> list[tuple[int, int]]:
    """The cells that hold every point within `metres`, as a first and last number for each row of cells."""
    west, south, east, north = box_around(lon, lat, metres)
    first, last = near_cell(west, south), near_cell(east, south)
    rows = near_cell(west, north) // ROW_OF_CELLS - first // ROW_OF_CELLS
    return [(first + row * ROW_OF_CELLS, last + row * ROW_OF_CELLS) for row in range(rows + 1)]


_RUN = re.compile(r"\w+")


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters and ideographs of a text, folded."""
    folded = unicodedata.normalize("NFKC", text).lower()
    runs = _RUN.findall(folded)
    return frozenset().union(*(map(add, run, run[1:]) if len(run) > 1 else (run,) for run in runs))


def likeness(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1: the share of common bigrams in the shorter one."""
    return share_of(bigrams(a), bigrams(b))


def share_of(left: frozenset[str], right: frozenset[str]) -> float:
    """`likeness` of two texts whose bigrams are known."""
    if not left or not right:
        return 0.0
    return len(left & right) / min(len(left), len(right))
