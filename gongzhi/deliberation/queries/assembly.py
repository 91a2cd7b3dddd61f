"""Who is there: heads and area of a meeting, the roll of an electorate, the code that is shown in the room."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.verdict import OWNERS, Rules
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.rules import assembly as rules
from gongzhi.deliberation.rules.meetings import PRESENT
from gongzhi.kit.crypto import derived_key
from gongzhi.kit.paging import Page, paged
from gongzhi.places import public as places
from gongzhi.voting import public as voting

CAME = [s.value for s in PRESENT]


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many are entitled and there (in person or by a proxy); areas in hundredths of a square metre, of owners."""

    entitled: int
    present: int
    area_entitled: int = 0
    area_present: int = 0
    mode: str = ""  # of an electorate: who votes, as rules of elections and recalls name it


def attendance(meeting: Meeting) -> Attendance:
    """Who is entitled and there now."""
    seats = Seat.objects.filter(meeting=meeting)
    came = seats.filter(signed__in=CAME)
    if meeting.electorate is None:
        return Attendance(seats.count(), came.count())
    owners = meeting.electorate.kind == voting.RegisterKind.OWNERS
    area = came.aggregate(area=Sum("elector__area"))["area"] or 0 if owners else 0
    whole = voting.size_of(meeting.electorate.pk).area if owners else 0
    mode = voting.RegisterKind(meeting.electorate.kind).mode
    return Attendance(meeting.electorate.rows, came.count(), whole, area, mode)


def figures(found: Attendance, rule: Rules, votes: Mapping[str, int] | None = None) -> dict[str, Any]:
    """What a rule is asked with: those who are there, and the votes (none yet: only the quorum can be read)."""
    made: dict[str, Any] = {"entitled": found.entitled, "present": found.present, "for": 0, **(votes or {})}
    if rule.rule in OWNERS:
        made |= {
            "area_entitled": str(Decimal(found.area_entitled) / 100),
            "area_present": str(Decimal(found.area_present) / 100), "area_for": "0",
        }  # fmt: skip
    if rule.rule == "residents-recall" and found.mode:
        made["mode"] = found.mode
    return made


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the roll: who it is, whether there (`signed`), by whose proxy, who holds the proxy it gave."""

    elector: voting.Elector
    signed: str
    by: str
    holder: str


def roll(meeting: Meeting, *, q: str = "", after: str = "") -> Page[voting.Elector]:
    """One page of the register of an electorate's meeting, by household and name."""
    assert meeting.electorate_id is not None
    return voting.rows_of(meeting.electorate_id, q=q, after=after, size=rules.ROLL_PAGE)


def entries(meeting: Meeting, electors: Sequence[voting.Elector]) -> list[Entry]:
    """The same with who is there. One query."""
    rows = Seat.objects.filter(meeting=meeting).exclude(elector=None).select_related("by")
    if len(electors) <= rules.ROLL_PAGE:
        rows = rows.filter(elector__in=[e.pk for e in electors])
    there = {s.elector_id: s for s in rows}
    found = []
    for one in electors:
        seat, proxy = there.get(one.pk), getattr(one, "proxy", None)
        by = seat.by.name if seat is not None and seat.by is not None else ""
        found.append(Entry(one, seat.signed if seat else "", by, proxy.holder.name if proxy else ""))
    return found


def whole_roll(meeting: Meeting) -> list[Entry]:
    """Everybody in the register, in its order, for lists that are printed. Two queries."""
    assert meeting.electorate_id is not None
    return entries(meeting, voting.all_rows(meeting.electorate_id))


def present_electors(meeting: Meeting) -> dict[int, int | None]:
    """Who is there, each with the holder of the proxy by whom (None: in person), in order of the register."""
    rows = Seat.objects.filter(meeting=meeting, signed__in=CAME).exclude(elector=None).order_by("elector")
    return dict(rows.values_list("elector", "by"))


def present_page(meeting: Meeting, *, q: str = "", after: str = "") -> Page[Seat]:
    """One page of the electors who are there, by household and name."""
    rows = Seat.objects.filter(meeting=meeting, signed__in=CAME).exclude(elector=None)
    if q:
        rows = rows.filter(Q(elector__name__contains=q) | Q(elector__household__contains=q))
    order = ["elector__household", "elector__name", "id"]
    return paged(rows.select_related("elector", "by"), order, after=after, size=rules.ROLL_PAGE)


def roll_hash(meeting: Meeting) -> str:
    """SHA-256 over who was there, by entry of the register: what the ledger and the minutes keep."""
    rows = Seat.objects.filter(meeting=meeting, signed__in=CAME).exclude(elector=None).order_by("elector")
    lines = "\n".join(f"{e} {by or ''} {how}" for e, by, how in rows.values_list("elector", "by", "signed"))
    return hashlib.sha256(lines.encode()).hexdigest()


def may_count(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor enters votes there: counts the box or the hands as one of two."""
    where = places.ancestors(meeting.place_id)
    return may(actor, Permission.VOTE_ENTER, where) or may(actor, Permission.VOTE_HOLD, where)


def door_key(meeting_id: int) -> bytes:
    """The key of a meeting's codes, derived from the installation's: nothing secret is stored."""
    return derived_key("deliberation.door", meeting_id)


def door(meeting_id: int) -> tuple[str, str]:
    """(token of the picture, digits) of this minute."""
    key, slot = door_key(meeting_id), rules.slot_of(clock.now())
    return rules.token_of(key, meeting_id, slot), rules.code_of(key, meeting_id, slot)


def is_at_door(meeting_id: int, given: str) -> bool:
    """Whether somebody sees the code of now."""
    return rules.is_of_now(door_key(meeting_id), meeting_id, given, clock.now())


def by_poll(meeting: Meeting, motion: Motion) -> bool:
    """Whether voices on it are given in a poll: all of an electorate, the secret ones of a body."""
    return meeting.electorate_id is not None or motion.vote == voting.Secrecy.SECRET
