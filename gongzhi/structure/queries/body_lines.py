"""Bodies with their posts and who holds each, until when, on what basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.structure.models.terms import (
    DutyDone,
    Election,
    Membership,
)
from gongzhi.structure.queries.in_office import in_office

SOON = 90  # days: a term that ends within them is marked

# (appointments) -> appointment id -> (meetings attended, meetings invited to); joint meetings answer it
Attended = Callable[[Sequence[int]], dict[int, tuple[int, int]]]
_attended: list[Attended] = []


def on_attended(counter: Attended) -> None:
    """Say who counts how often members came to meetings."""
    _attended[:] = [counter]


def attended(appointment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How often each came, of how many meetings; empty where nobody counts."""
    return _attended[0](appointment_ids) if _attended and appointment_ids else {}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a post: since when, until when, on what basis; of a concurrent member also where from."""

    appointment_id: int
    name: str
    since: date
    until: date | None
    basis: str
    left: int | None  # days to the last day
    source: str = ""
    unit: str = ""
    role: str = ""
    round: int = 0
    described: bool = True  # of a concurrent member: it is known where from
    came: tuple[int, int] | None = None  # meetings attended, of how many
    duties: list[DutyDone] = field(default_factory=list)

    @property
    def light(self) -> str:
        """green, yellow where the term ends soon, grey where no end is set."""
        return "grey" if self.left is None else "yellow" if self.left <= SOON else "green"


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with its seats."""

    post_id: int
    title: str
    leads: bool
    member: bool  # a seat of concurrent members
    seats: list[Seat]
    free: int
    held_by: str = ""  # who may hold it, as the pack says


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body with its posts. `members` against `least` and `most` where it has concurrent members."""

    body_id: int
    name: str
    kind: str
    place: str
    place_id: int
    posts: list[PostLine]
    election: date | None
    members: int | None = None
    least: int = 0
    most: int = 0

    @property
    def short(self) -> int:
        """How many concurrent members are missing."""
        return max(self.least - self.members, 0) if self.members is not None else 0


def lines_of(found: Sequence[orgs.Body], *, whole: bool = False) -> list[BodyLine]:
    """Bodies with their posts and who holds them; `whole`: with attendance and duties. Four queries, or six."""
    ids = [b.pk for b in found]
    pack = packs.active()
    rules = pack.concurrent
    posts = list(orgs.live_posts().filter(body__in=ids).order_by("-leads", "id"))
    held = list(
        in_office(orgs.Appointment.objects.filter(post__body__in=ids))
        .select_related("person")
        .order_by("starts_on", "id")
    )
    where = {m.appointment_id: m for m in Membership.objects.filter(appointment__in=[a.pk for a in held])}
    elections = dict(Election.objects.filter(body__in=ids).values_list("body_id", "next_on"))
    members = {p.pk for p in posts if rules and p.kind in rules.post_kinds}
    came = attended([a.pk for a in held if a.post_id in members]) if whole else {}
    done: dict[int, list[DutyDone]] = {}
    for duty in (
        DutyDone.objects.filter(appointment__in=[a.pk for a in held]).order_by("-done_on", "-id") if whole else ()
    ):
        done.setdefault(duty.appointment_id, []).append(duty)
    titles = {s.key: s.title for s in rules.sources} if rules else {}
    last, seats = _last_days(held), dict[int, list[Seat]]()
    for a in held:
        seat = _seat(a, last[a.pk], where.get(a.pk), a.post_id in members, titles, came, done)
        seats.setdefault(a.post_id, []).append(seat)
    may_hold = {k.key: k.held_by for k in pack.post_kinds}
    lines: dict[int, list[PostLine]] = {}
    for p in posts:
        of = seats.get(p.pk, [])
        lines.setdefault(p.body_id, []).append(
            PostLine(p.pk, p.title, p.leads, p.pk in members, of, max(p.seats - len(of), 0), may_hold.get(p.kind, ""))
        )
    kinds = {k.key: k.title for k in pack.body_kinds}
    return [_body(b, lines.get(b.pk, []), kinds.get(b.kind, b.kind), elections.get(b.pk), rules) for b in found]


def _last_days(held: Sequence[orgs.Appointment]) -> dict[int, date | None]:
    """The last day of each: of who is renewed from a day to come that of the new term, of who leaves before the term
    ends the eve. No query where nobody has been renewed or ended yet."""
    ending = [a for a in held if a.ended_at is not None]
    ahead = orgs.Appointment.objects.filter(
        post__in=[a.post_id for a in ending], starts_on__gt=clock.today(), ended_at=None
    )
    new = {(a.post_id, a.person_id): a.ends_on for a in ahead.order_by("starts_on", "id")} if ending else {}
    found = {a.pk: a.ends_on for a in held}
    for a in ending:
        if (a.post_id, a.person_id) in new:
            found[a.pk] = new[a.post_id, a.person_id]
        elif a.ended_at is not None:
            found[a.pk] = clock.local(a.ended_at - timedelta(microseconds=1)).date()
    return found


def _seat(
    a: orgs.Appointment,
    until: date | None,
    m: Membership | None,
    member: bool,
    titles: dict[str, str],
    came: dict[int, tuple[int, int]],
    done: dict[int, list[DutyDone]],
) -> Seat:
    left = (until - clock.today()).days if until else None
    more = {"source": titles.get(m.source, m.source), "unit": m.unit, "role": m.role, "round": m.round} if m else {}
    return Seat(
        a.pk, a.person.name, a.starts_on, until, a.basis, left, described=not member or m is not None,
        came=came.get(a.pk), duties=done.get(a.pk, []), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _body(
    b: orgs.Body, posts: list[PostLine], kind: str, election: date | None, rules: packs.Concurrent | None
) -> BodyLine:
    seats = [len(p.seats) for p in posts if p.member]
    number = sum(seats) if seats and rules else None
    least, most = (rules.least, rules.most) if rules else (0, 0)
    return BodyLine(b.pk, b.name, kind, b.place.name, b.place_id, posts, election, number, least, most)
