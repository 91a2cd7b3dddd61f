"""Whistle (街乡吹哨、部门报到): ask several bodies with one of them in the lead, arrive, grade each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.texts import check_length
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures
from gongzhi.requests import events
from gongzhi.requests.actions.turns import OPEN, set_turn
from gongzhi.requests.models import PartTurn, TurnState

GRADE_DAYS = 15  # in which a grade may be given or changed, from the end of the part
GRADE_WORDS = 300


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came where; `desk`: nobody need come, `words` say why."""

    words: str
    where: str = ""
    lon: float | None = None
    lat: float | None = None
    desk: bool = False


@transaction.atomic
def blow(
    matter_id: int,
    *,
    asks: Sequence[tuple[int, str]],
    actor: Actor,
    lead: int | None = None,
    version: int | None = None,
) -> procedures.Matter:
    """Ask several posts; `lead` is the one of them that leads. Raises as `procedures.join`."""
    if lead is not None and lead not in [post for post, _words in asks]:
        raise Invalid("The leading body is one of those that are asked.", field="lead")
    matter = procedures.join(matter_id, asks=asks, actor=actor, version=version)
    if lead is not None:
        part = PartTurn.objects.filter(request=matter_id, post=lead, state=TurnState.ASKED).order_by("-id").first()
        if part is not None:
            _lead(part, actor)
    return matter


@transaction.atomic
def name_lead(part_id: int, *, actor: Actor) -> None:
    """The body of this part leads from now on; by who holds the whole. Raises NotFound, NotAllowed."""
    turn = _turn(part_id)
    _require_whole(turn, actor)
    if turn.state not in OPEN:
        raise NotAllowed("Only a body that works on it can lead.")
    _lead(turn, actor)


def _lead(turn: PartTurn, actor: Actor) -> None:
    PartTurn.objects.filter(request=turn.request_id, lead=True).update(lead=False)
    set_turn(turn, lead=True)
    ledger.record(events.LEAD_NAMED, stream=turn.part_id, actor=actor, codes={"post": turn.post_id})


def _turn(part_id: int) -> PartTurn:
    """The last turn of a part; the row of the part is locked. Raises NotFound."""
    turn = PartTurn.objects.select_related("part", "request__matter").filter(part=part_id).order_by("-id").first()
    if turn is None:
        raise NotFound("There is no such request.")
    return turn


def _require_whole(turn: PartTurn, actor: Actor) -> None:
    held = actor.holding(turn.request.matter.holder_post_id)
    if held is None:
        raise NotFound("There is no such request.")
    if Permission.REQUEST_HANDLE not in held.permissions:
        raise Forbidden("Your posts do not allow this here.")


@transaction.atomic
def arrive(part_id: int, arrival: Arrival, *, actor: Actor, version: int | None = None) -> procedures.Matter:
    """The body is on the spot: time, place, person; or need not come. Raises as `procedures.arrive_part`."""
    where = arrival.where.strip()
    if not arrival.desk and not where and arrival.lon is None:
        raise Invalid("Say where you are.", field="where")
    check_length(where, 200, field="where")
    words = "\n".join(t for t in (arrival.words.strip(), where) if t)
    part = procedures.arrive_part(part_id, words=words, desk=arrival.desk, actor=actor, version=version)
    turn, now = _turn(part_id), clock.now()
    late = turn.due_at is not None and now > turn.due_at
    if arrival.desk:
        set_turn(turn, by_desk=True, due_at=part.due_at)
    else:
        set_turn(
            turn, arrived_at=now, arrived_person_id=actor.person_id, arrived_where=where, arrived_lon=arrival.lon,
            arrived_lat=arrival.lat, arrive_late=late, due_at=part.due_at,
        )  # fmt: skip
    codes = {"late": late, "desk": arrival.desk, "located": arrival.lon is not None}
    ledger.record(events.ARRIVED, stream=part_id, actor=actor, codes=codes, texts={"where": where or None})
    return part


def in_time(turn: PartTurn) -> bool:
    """Whether grades of it may still be given or changed."""
    return turn.ended_at is not None and clock.now() <= turn.ended_at + timedelta(days=GRADE_DAYS)


@transaction.atomic
def grade(part_id: int, *, stars: int, words: str = "", actor: Actor) -> PartTurn:
    """Who asked grades the body, the body grades who asked: units only, 1 to 5, once each, changed within 15 days.

    Raises NotFound, NotAllowed (the part has not ended, too late), Invalid."""
    turn, now = _turn(part_id), clock.now()
    back = actor.holding(turn.post_id) is not None
    if not back:
        _require_whole(turn, actor)
    if turn.state != TurnState.ENDED or turn.ended_at is None:
        raise NotAllowed("Only a part that was answered and accepted is graded.")
    if not in_time(turn):
        raise NotAllowed("The time to grade is over.")
    if not 1 <= stars <= 5:
        raise Invalid("Choose one of the five grades.", field="stars")
    words = words.strip()
    check_length(words, GRADE_WORDS, field="words")
    if back:
        set_turn(turn, grade_back=stars, grade_back_words=words, graded_back_at=now)
    else:
        set_turn(turn, grade=stars, grade_words=words, graded_at=now)
    ledger.record(
        events.GRADED, stream=part_id, actor=actor, codes={"stars": stars, "back": back}, texts={"words": words or None}
    )
    return turn


def note_part(part_id: int, *, words: str, actor: Actor) -> procedures.Matter:
    """A note on a part, by the body or by who holds the whole, whoever has the part now. Raises NotFound, Invalid."""
    part = procedures.Matter.objects.select_related("parent").filter(pk=part_id, kind=procedures.PART).first()
    if part is None or part.parent is None:
        raise NotFound("There is no such request.")
    whole = actor.holding(part.parent.holder_post_id) is not None
    return procedures.comment(part_id, internal_text=words, actor=actor, vouched=whole)
