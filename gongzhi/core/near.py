"""Points on the earth: how far apart two are, and which of many are the same matter again. Pure.

Places are hashed into cells in space, so that nothing is compared with all the rest: what it costs grows with the
number of points and of pairs found, never with its square.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.core.clock import SHANGHAI

EARTH_RADIUS = 6_371_008.8  # metres, mean (IUGG)
EARTH_METRES_PER_DEGREE = math.pi * EARTH_RADIUS / 180


def metres_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """The great-circle distance in metres (haversine)."""
    north, east = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    across = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(east) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(math.sin(north) ** 2 + across)))


@dataclass(frozen=True, slots=True)
class Point:
    """Something that was reported: an aware moment, a kind, WGS 84 degrees."""

    at: datetime
    kind: str
    lon: float
    lat: float


Cell = tuple[int, int, int]
_AROUND = [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)]


def same_again(points: Sequence[Point], *, metres: float, days: float) -> Iterator[tuple[int, int]]:
    """The pairs (earlier, later), as places in `points`, of the same kind, at most `metres` and less than `days` times
    24 hours apart. At one moment the one that stands first is the earlier. `metres` and `days` are more than 0."""
    seen: dict[tuple[str, Cell], list[int]] = defaultdict(list)
    span = timedelta(days=days)
    for later in sorted(range(len(points)), key=lambda i: points[i].at):
        point = points[later]
        x, y, z = cell = _cell(point, max(metres, 1.0))
        for dx, dy, dz in _AROUND:
            for earlier in reversed(seen.get((point.kind, (x + dx, y + dy, z + dz)), ())):
                other = points[earlier]
                if point.at - other.at >= span:
                    break  # those before it are older still
                if metres_between(point.lon, point.lat, other.lon, other.lat) <= metres:
                    yield earlier, later
        seen[point.kind, cell].append(later)


def _cell(point: Point, size: float) -> Cell:
    """The cube of that edge in which the point lies: neither the poles nor the date line are special in space."""
    lon, lat = math.radians(point.lon), math.radians(point.lat)
    across = math.cos(lat) * EARTH_RADIUS
    return (
        math.floor(across * math.cos(lon) / size),
        math.floor(across * math.sin(lon) / size),
        math.floor(math.sin(lat) * EARTH_RADIUS / size),
    )


_DAY = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?")


def day_first(texts: Sequence[str]) -> bool:
    """Whether a column writes 28/2/2019 for the last of February: some first number is above 12."""
    found = (_DAY.match(text.strip()) for text in texts)
    return any(m is not None and len(m[1]) < 4 and int(m[1]) > 12 for m in found)


def moment_of(text: str, *, day_first: bool = False) -> datetime:
    """A moment as tables write it: ISO 8601, 2019/2/28 11:25:05, 3/14/2025 1:20, 03/14/2025 01:20:00 PM.

    Without an offset it is Shanghai's. Raises ValueError."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _written(text, day_first)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _written(text: str, day_first: bool) -> datetime:
    day = _DAY.match(text)
    if day is None:
        raise ValueError(text)
    a, b, c = (int(day[n]) for n in (1, 2, 3))
    year, month, of_month = (a, b, c) if len(day[1]) == 4 else (c, b, a) if day_first else (c, a, b)
    rest = text[day.end() :].strip()
    if not rest:
        return datetime(year, month, of_month)  # noqa: DTZ001 - `moment_of` says whose time it is
    at = _CLOCK.fullmatch(rest)
    if at is None:
        raise ValueError(text)
    hour = int(at[1])
    if at[4]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if at[4].lower() == "pm" else 0)
    return datetime(year, month, of_month, hour, int(at[2]), int(at[3] or 0))  # noqa: DTZ001
