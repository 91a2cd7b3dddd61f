"""Bodies that decide in public: their members with terms, what each attended, how each voted under the own name. Only
meetings whose minutes are frozen count. Never a body of the Party (membership is nobody's business), never the people
of a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Meeting, Seat, Vote
from gongzhi.deliberation.rules.meetings import PRESENT, Choice, State
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs

GROUPS = ("autonomy", "deliberation")


def is_public(kind: str) -> bool:
    """Whether the members of bodies of that kind stand in public, with what they decided."""
    return kind in kinds()


def kinds() -> list[str]:
    """The kinds of bodies that meet, are reviewed or supervise, of self-government."""
    pack = packs.active()
    meets = {k for p in pack.procedures for s in p.steps if s.meets for k in s.meets.of}
    watch = {k for p in pack.post_kinds for k in p.body_kinds if "affairs:supervise" in p.permissions}
    reviewed = {k for r in pack.reviews for k in r.body_kinds}
    return [k.key for k in pack.body_kinds if k.group in GROUPS and k.key in meets | watch | reviewed]


def body(body_id: int) -> orgs.Body:
    """A body whose members stand in public. Raises NotFound."""
    found = orgs.Body.objects.filter(pk=body_id, kind__in=kinds()).select_related("place").first()
    if found is None:
        raise NotFound("There is no such body.")
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """One appointment: the term, meetings entitled to and attended, named votes for, against and abstained."""

    appointment: orgs.Appointment
    until: date | None
    serving: bool
    entitled: int
    attended: int
    votes: Mapping[str, int]

    @property
    def agreed(self) -> int:
        """How often the member said yes."""
        return self.votes.get(Choice.FOR, 0)

    @property
    def against(self) -> int:
        """How often no."""
        return self.votes.get(Choice.AGAINST, 0)

    @property
    def abstained(self) -> int:
        """How often neither."""
        return self.votes.get(Choice.ABSTAINED, 0)


def members(of: orgs.Body) -> list[Member]:
    """All who hold or held a post of the body, those in office first; three queries whatever the number."""
    rows = list(
        orgs.Appointment.objects.filter(post__body=of).select_related("person", "post")
        .order_by("-post__leads", "post", "-starts_on", "id")
    )  # fmt: skip
    final = Q(meeting__state=State.FINAL.value)
    seats = Seat.objects.filter(final, appointment__in=rows).values_list("appointment")
    counted = seats.annotate(entitled=Count("id"), attended=Count("id", filter=Q(signed__in=PRESENT)))
    came = {pk: (entitled, attended) for pk, entitled, attended in counted}
    votes: dict[int, dict[str, int]] = {}
    given = Vote.objects.filter(motion__meeting__state=State.FINAL.value, seat__appointment__in=rows)
    for pk, choice, n in given.values_list("seat__appointment", "choice").annotate(n=Count("id")):
        votes.setdefault(pk, {})[choice] = n
    today, now = clock.today(), clock.now()
    found = []
    for row in rows:
        over = row.ended_at is not None and row.ended_at <= now
        until = clock.local(row.ended_at).date() if over and row.ended_at else row.ends_on
        serving = not over and row.starts_on <= today and (until is None or until >= today)
        found.append(Member(row, until, serving, *came.get(row.pk, (0, 0)), votes.get(row.pk, {})))
    return sorted(found, key=lambda m: not m.serving)


def member(of: orgs.Body, appointment_id: int) -> orgs.Appointment:
    """One of them. Raises NotFound."""
    rows = orgs.Appointment.objects.filter(pk=appointment_id, post__body=of).select_related("person", "post")
    found = rows.first()
    if found is None:
        raise NotFound("There is no such member.")
    return found


def attended(appointment: orgs.Appointment) -> list[tuple[Meeting, str, list[Vote]]]:
    """The last 200 meetings to which the member was entitled: how it was signed, and the named votes. Two queries."""
    seats = Seat.objects.filter(appointment=appointment, meeting__state=State.FINAL.value).select_related("meeting")
    rows = list(seats.order_by("-meeting__starts_at")[:200])
    votes: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(seat__in=rows).select_related("motion").order_by("motion__position"):
        votes.setdefault(vote.seat_id, []).append(vote)
    return [(seat.meeting, seat.signed, votes.get(seat.pk, [])) for seat in rows]
