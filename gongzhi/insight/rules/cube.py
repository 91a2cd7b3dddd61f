"""The sums that the leader's page is made of. Pure.

An `Image` is all that one request adds to the figures; the cube is the sum of all images, by scope (a place and
everything below it), slice (a type of request, or "" for all) and day. A change takes the old image away and adds the
new one, so the order of changes does not matter and a rebuild gives the same sums.

Numbers travel side by side in one integer ("vector"): nine decimal digits each, the first metric in the lowest. Sums
and differences of vectors are those of their numbers as long as the result has none below zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gongzhi.core import clock

BASE = 10**9
STARS = ("one", "two", "three", "four", "five")
# Of the day a request came in: came, reopened (since), entered (after the fact, 补录). Of the day it was closed, which
# must be so now: the others;
# `one` … `five` are requests with a rating of so many stars, `ratings` and `stars` add up single ratings.
METRICS = ("came", "done", "late", "rated", "ratings", "stars", "hours", "reopened", *STARS, "entered")
LIGHTS = ("green", "yellow", "red", "waiting")  # of what is in hand now
_BELOW = "a sum fell below zero: the figures must be made anew (insight.rebuild)"
_PLACE = {name: BASE**i for i, name in enumerate(METRICS)}
_LIGHT = {name: BASE**i for i, name in enumerate(LIGHTS)}

Cells = dict[tuple[str, int], int]  # (slice, day as 20260302) → vector of METRICS
Stocks = dict[str, int]  # slice → vector of LIGHTS


@dataclass(frozen=True, slots=True)
class Image:
    """One request as the figures see it. Days are numbers like 20260302 (Shanghai), 0 for none."""

    place_id: int
    type_key: str
    light: str  # of LIGHTS, or "" where it is closed
    came: int
    reopened: bool
    done: int
    late: bool
    hours: int  # from coming in to closing
    grades: str  # a digit for each star that somebody gave to the present answer, like "35"
    ratings: int
    stars: int
    entered: bool = False


def day_number(moment: datetime | None) -> int:
    """The day in Shanghai as a number, 0 for none."""
    if moment is None:
        return 0
    day = clock.local(moment)
    return day.year * 10000 + day.month * 100 + day.day


def image_of(
    *,
    place_id: int,
    type_key: str,
    state: str,
    light: str,
    created_at: datetime,
    closed_at: datetime | None,
    due_at: datetime | None,
    round_: int,
    given: Iterable[int] = (),
    reported_at: datetime | None = None,
) -> Image:
    """What a request adds to the figures; `given`: the stars of the ratings of its present answer;
    `reported_at`: when it was received, where it was entered after the fact: its hours count from then."""
    live = {"open": light, "waiting": "waiting"}.get(state, "")
    stars = sorted(given) if closed_at else []
    return Image(
        place_id=place_id,
        type_key=type_key,
        light=live,
        came=day_number(created_at),
        reopened=round_ > 1,
        done=day_number(closed_at),
        late=closed_at is not None and due_at is not None and closed_at > due_at,
        hours=max(0, int((closed_at - (reported_at or created_at)).total_seconds() // 3600)) if closed_at else 0,
        grades="".join(str(n) for n in dict.fromkeys(stars)),
        ratings=len(stars),
        stars=sum(stars),
        entered=reported_at is not None,
    )


def vectors(image: Image) -> Iterator[tuple[int, int]]:
    """(day, vector) of an image: of the day it came in, of the day it was closed."""
    yield (
        image.came,
        _PLACE["came"] + (_PLACE["reopened"] if image.reopened else 0) + (_PLACE["entered"] if image.entered else 0),
    )
    if image.done:
        done = _PLACE["done"] + image.hours * _PLACE["hours"]
        if image.late:
            done += _PLACE["late"]
        if image.ratings:
            done += _PLACE["rated"] + image.ratings * _PLACE["ratings"] + image.stars * _PLACE["stars"]
            done += sum(_PLACE[STARS[int(n) - 1]] for n in image.grades)
        yield image.done, done


def add(image: Image, cells: Cells, stocks: Stocks, sign: int = 1) -> None:
    """Add the image (take it away: sign -1) to the cells and stocks of a scope."""
    for day, vector in vectors(image):
        for key in (("", day), (image.type_key, day)):
            cells[key] = cells.get(key, 0) + sign * vector
    if image.light:
        for name in ("", image.type_key):
            stocks[name] = stocks.get(name, 0) + sign * _LIGHT[image.light]


def merge(cells: Cells, more: Cells, stocks: Stocks, more_stocks: Stocks) -> None:
    """Add one scope's sums to another's."""
    for key, vector in more.items():
        cells[key] = cells.get(key, 0) + vector
    for name, vector in more_stocks.items():
        stocks[name] = stocks.get(name, 0) + vector


def months(cells: Cells) -> Iterator[tuple[str, int, dict[int, int]]]:
    """(slice, month as 202603, day of the month → vector) of all cells, in order."""
    for (name, month), part in groupby(sorted(cells), key=lambda key: (key[0], key[1] // 100)):
        yield name, month, {key[1] % 100: cells[key] for key in part}


def numbers(vector: int) -> dict[str, int]:
    """The numbers of a vector, by name."""
    return _apart(vector, METRICS)


def lights(vector: int) -> dict[str, int]:
    """The numbers of a vector of lights, by name."""
    return _apart(vector, LIGHTS)


def light_vector(by_name: Mapping[str, int]) -> int:
    """The other way round."""
    return sum(by_name[name] * _LIGHT[name] for name in LIGHTS)


def _apart(vector: int, names: tuple[str, ...]) -> dict[str, int]:
    if vector < 0:
        raise ValueError(_BELOW)
    found = {}
    for name in names:
        vector, found[name] = divmod(vector, BASE)
    return found


def text_of(days: Mapping[int, int]) -> str:
    """Days as they are stored: JSON {day of the month: vector}, none that is zero. Raises ValueError below zero."""
    if any(vector < 0 for vector in days.values()):
        raise ValueError(_BELOW)
    return json.dumps({str(day): days[day] for day in sorted(days) if days[day]}, separators=(",", ":"))


def days_of(text: str) -> dict[int, int]:
    """The other way round."""
    return {int(day): vector for day, vector in json.loads(text).items()}
