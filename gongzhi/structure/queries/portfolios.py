"""Reads of portfolios: lines with their leader and office, staff with their lines, surge teams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Portfolio, StaffLine, SurgeMember, SurgeTeam

MOST = 500
LEVELS = {"street", "town", "township", "community", "village"}


@dataclass(slots=True)
class Line:
    """A kind of matter; `first` and `second` name the staff who know it."""

    key: str
    title: str
    portfolio: Portfolio | None = None
    first: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """Somebody on the staff with the lines known; fewer than two is a gap where two are `wanted`."""

    appointment: orgs.Appointment
    lines: dict[int, str] = field(default_factory=dict)
    team: str = ""
    wanted: bool = True

    @property
    def gap(self) -> bool:
        """Whether fewer than two lines of business are known of whom the rules want two."""
        return self.wanted and len(self.lines) < 2


@dataclass(frozen=True, slots=True)
class Board:
    """All of a place."""

    place: places.Place
    lines: list[Line]
    staff: list[Member]
    teams: list[SurgeTeam]


def place(place_id: int, actor: Actor) -> places.Place:
    """A street, town or community that the actor may see. Raises NotFound, Forbidden."""
    require(actor, Permission.ORG_SEE, places.ancestors(place_id))
    found = places.get(place_id)
    if found.kind not in LEVELS:
        raise NotFound("There is no such place.")
    return found


def staff_at(place_id: int) -> list[orgs.Appointment]:
    """Who holds a post now in a body that stands at the place, by body and post."""
    now, today = clock.now(), clock.today()
    rows = orgs.Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), Q(ended_at=None) | Q(ended_at__gt=now),
        post__body__place=place_id, starts_on__lte=today,
    )  # fmt: skip
    named = rows.select_related("post__body", "person")
    return list(named.order_by("post__body__name", "-post__leads", "post_id", "id")[:MOST])


def board(place_id: int, actor: Actor) -> Board:
    """Lines, staff and teams of a place. Six queries."""
    here = place(place_id, actor)
    groups = packs.active().request_groups
    held = {p.line: p for p in _open(place_id)}
    lines = {g.key: Line(g.key, packs.named(g), held.get(g.key)) for g in groups}
    kinds = {k for s in packs.active().standards if s.measure == "portfolios" for k in s.post_kinds}  # none: everybody
    members = {a.pk: Member(a, wanted=not kinds or a.post.kind in kinds) for a in staff_at(place_id)}
    for row in StaffLine.objects.filter(appointment__in=sorted(members)).order_by("appointment", "place_in_order"):
        members[row.appointment_id].lines[row.place_in_order] = row.line
        if row.line in lines:
            name = members[row.appointment_id].appointment.person.name
            (lines[row.line].first if row.place_in_order == 1 else lines[row.line].second).append(name)
    active = SurgeMember.objects.filter(appointment__in=sorted(members), active=True).select_related("team")
    for one in active.order_by("id"):
        members[one.appointment_id].team = one.team.title
    teams = SurgeTeam.objects.filter(place=place_id).select_related("leader__body").prefetch_related(
        "members__appointment__person"
    )  # fmt: skip
    return Board(here, list(lines.values()), list(members.values()), list(teams.order_by("-id")[:20]))


def _open(place_id: int) -> list[Portfolio]:
    rows = Portfolio.objects.filter(place=place_id, until=None).select_related("leader__body", "office")
    return list(rows.order_by("line"))


def free_for(place_id: int, line: str) -> list[orgs.Appointment]:
    """The staff whose second line it is and who are in no team now."""
    staff = {a.pk: a for a in staff_at(place_id)}
    busy = set(
        SurgeMember.objects.filter(active=True, appointment__in=sorted(staff)).values_list("appointment", flat=True)
    )
    rows = StaffLine.objects.filter(appointment__in=sorted(staff), line=line, place_in_order=2)
    return [staff[pk] for pk in rows.order_by("appointment").values_list("appointment", flat=True) if pk not in busy]


def choices(place_id: int) -> dict[str, list[tuple[int, Any]]]:
    """Posts and bodies of the place, for forms."""
    posts = orgs.live_posts().filter(body__place=place_id).select_related("body").order_by("-leads", "body__name", "id")
    bodies = orgs.Body.objects.filter(place=place_id, ends_on=None).order_by("name", "id")
    return {
        "posts": [(p.pk, p.label) for p in posts[:MOST]],
        "bodies": list(bodies.values_list("id", "name")[:MOST]),
    }


def team(team_id: int, actor: Actor) -> SurgeTeam:
    """A team. Raises NotFound, Forbidden."""
    found = SurgeTeam.objects.filter(pk=team_id).first()
    if found is None:
        raise NotFound("There is no such team.")
    place(found.place_id, actor)
    return found
