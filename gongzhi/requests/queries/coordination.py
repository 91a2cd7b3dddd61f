"""What is measured of bodies that are asked to help: sums by body in one statement, never by walking over matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from gongzhi.core import clock
from gongzhi.places import public as places
from gongzhi.requests.models import PartTurn, TurnState


@dataclass(frozen=True, slots=True)
class Coordination:
    """One body over a period. `lost`: working minutes between being asked and signing in or giving it back, and of
    disputes about what was ruled to be its duty. `grade`: 1 to 5, by those who asked; None: nobody graded."""

    body_id: int
    name: str
    asked: int
    signed: int
    sign_late: int
    refused: int
    arrived: int
    arrive_late: int
    answered: int
    answer_late: int
    again: int
    lost: int
    grades: int
    grade: float | None

    @property
    def hours(self) -> float:
        """The same in hours."""
        return round(self.lost / 60, 1)

    @property
    def lost_each(self) -> int:
        """Minutes lost for each time that it was asked."""
        return round(self.lost / self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class Asker:
    """A street as those see it who were asked."""

    body_id: int
    name: str
    asked: int
    grades: int
    grade: float | None


def _turns(within: Iterable[int] | None, first: date, last: date) -> QuerySet[PartTurn]:
    here = places.inside(within, "place__")
    begin, end = clock.begin_of(first), clock.begin_of(last + timedelta(days=1))
    return PartTurn.objects.filter(here, asked_at__gte=begin, asked_at__lt=end)


def coordination(within: Iterable[int] | None, first: date, last: date) -> list[Coordination]:
    """The bodies asked on these days for matters at or below these places (None: everywhere), by name. One query.

    The caller has checked who reads. For the assessment of departments too: `weights` says what it weighs."""
    turn = Count("pk")
    rows = _turns(within, first, last).values("body_id", "body__name").annotate(
        asked=turn,
        signed=Count("pk", filter=Q(signed_at__isnull=False)),
        sign_late=Count("pk", filter=Q(sign_late=True)),
        refused=Count("pk", filter=Q(state=TurnState.REFUSED)),
        arrived=Count("pk", filter=Q(arrived_at__isnull=False)),
        arrive_late=Count("pk", filter=Q(arrive_late=True)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        answer_late=Count("pk", filter=Q(answer_late=True)),
        sent_again=Sum("again"),
        lost=Sum("lost_minutes"),
        grades=Count("grade"),
        mean=Avg(F("grade") * 1.0),
    )  # fmt: skip
    return [
        Coordination(
            r["body_id"], r["body__name"], r["asked"], r["signed"], r["sign_late"], r["refused"], r["arrived"],
            r["arrive_late"], r["answered"], r["answer_late"], r["sent_again"] or 0, r["lost"] or 0, r["grades"],
            round(float(r["mean"]), 2) if r["mean"] is not None else None,
        )
        for r in rows.order_by("body__name", "body_id")
    ]  # fmt: skip


def askers(within: Iterable[int] | None, first: date, last: date) -> list[Asker]:
    """Those who asked, as the bodies grade them. One query."""
    rows = _turns(within, first, last).values("asker_id", "asker__name").annotate(
        asked=Count("pk"), grades=Count("grade_back"), mean=Avg(F("grade_back") * 1.0)
    )  # fmt: skip
    return [
        Asker(r["asker_id"], r["asker__name"], r["asked"], r["grades"],
              round(float(r["mean"]), 2) if r["mean"] is not None else None)
        for r in rows.order_by("asker__name", "asker_id")
    ]  # fmt: skip
