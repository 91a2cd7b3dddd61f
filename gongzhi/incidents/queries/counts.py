"""How many levels were given by month and place, and in how many somebody acknowledged in time. Requests, never
persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncMonth

from gongzhi.core import clock
from gongzhi.incidents.models import WAITS, Cause, Step
from gongzhi.incidents.queries import levels
from gongzhi.places import public as places

MONTHS = 12
# As `rules.kept` says of one step.
IN_TIME = Q(passed_at=None, rounds=1) & Q(done__isnull=False, done__lte=F("due_at"))
NOBODY = Q(passed_at__isnull=False)


@dataclass(slots=True)
class Tally:
    """Of the levels given: acknowledged in time, late, by nobody; the rest still waits in time."""

    given: int = 0
    in_time: int = 0
    late: int = 0
    nobody: int = 0

    @property
    def share(self) -> int | None:
        """Percent in time of those whose minutes are over or that were acknowledged; None where there are none."""
        known = self.in_time + self.late + self.nobody
        return round(100 * self.in_time / known) if known else None

    def add(self, given: int, in_time: int, waiting: int, nobody: int) -> None:
        """Count in."""
        self.given += given
        self.in_time += in_time
        self.nobody += nobody
        self.late += given - in_time - waiting - nobody


@dataclass(frozen=True, slots=True)
class Counted:
    """A month, a place, a level."""

    month: date
    place: str
    level: str
    tally: Tally


def first_month(today: date) -> date:
    """The first of the months that are counted."""
    years, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return date(years, month + 1, 1)


def counted(within: Sequence[int], units: Sequence[places.Place], since: date) -> list[Counted]:
    """By month (the latest first), unit and level, of steps that asked somebody to hurry. One query. What lies in no
    unit counts for the place where it lies."""
    now: datetime = clock.now()
    rows = (
        Step.objects.filter(
            places.inside(within, "incident__request__matter__place__"), at__gte=clock.begin_of(since)
        )
        .exclude(cause=Cause.LOWERED.value)
        .annotate(done=Coalesce("acknowledged_at", "stopped_at"))
        .annotate(month=TruncMonth("at", tzinfo=clock.SHANGHAI))
        .order_by()
        .values("month", "incident__request__matter__place", "level")
        .annotate(
            given=Count("pk"),
            in_time=Count("pk", filter=IN_TIME),
            waiting=Count("pk", filter=WAITS & Q(rounds=1, due_at__gt=now)),
            nobody=Count("pk", filter=NOBODY),
        )
        .values_list(
            "month", "incident__request__matter__place", "level", "given", "in_time", "waiting", "nobody"
        )
    )  # fmt: skip
    known = {unit.pk: unit.name for unit in units}
    order = [level.key for level in levels.chain()]
    found: dict[tuple[date, int, str], Tally] = {}
    for month, place_id, level, *numbers in rows:
        unit = next((pk for pk in reversed(places.ancestors(place_id)) if pk in known), place_id)
        tally = found.setdefault((clock.local(month).date(), unit, level), Tally())
        tally.add(*numbers)
    lacking = {unit for _month, unit, _level in found} - set(known)
    known |= {pk: place.name for pk, place in places.get_many(lacking).items()} if lacking else {}
    rank = {key: n for n, key in enumerate(order)}
    keys = sorted(found, key=lambda k: (-k[0].toordinal(), known.get(k[1], ""), -rank.get(k[2], -1)))
    return [Counted(m, known.get(u, ""), levels.level_words(lv), found[m, u, lv]) for m, u, lv in keys]


def totals(rows: Sequence[Counted]) -> list[tuple[str, Tally]]:
    """The same by level alone, in the order of the rows."""
    found: dict[str, Tally] = {}
    for row in rows:
        tally = found.setdefault(row.level, Tally())
        for name in ("given", "in_time", "late", "nobody"):
            setattr(tally, name, getattr(tally, name) + getattr(row.tally, name))
    return list(found.items())
