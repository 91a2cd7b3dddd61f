"""Bodies with their posts, who holds each until when and on what basis; concurrent members against the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from gongzhi.access.public import Actor, ActorKind, Permission, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound, Unavailable
from gongzhi.core.measures import Asked, Measured
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models.terms import (
    DutyDone,
    Election,
    LegalStatus,
    MemberChange,
    Membership,
    Renewal,
    TermNotice,
)
from gongzhi.structure.rules.grids import UNDO_DAYS
from gongzhi.structure.rules.terms import WARN_DAYS

SOON = 90  # days: a term that ends within them is marked
SHOWN = ("", "short", "ending", "vacant")

# (appointments) -> appointment id -> (meetings attended, meetings invited to); joint meetings answer it
Attended = Callable[[Sequence[int]], dict[int, tuple[int, int]]]
_attended: list[Attended] = []


def on_attended(counter: Attended) -> None:
    """Say who counts how often members came to meetings."""
    _attended[:] = [counter]


def attended(appointment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How often each came, of how many meetings; empty where nobody counts."""
    return _attended[0](appointment_ids) if _attended and appointment_ids else {}


def members_rules() -> packs.Concurrent:
    """What the pack says of concurrent members. Raises NotFound where it says nothing."""
    found = packs.active().concurrent
    if found is None:
        raise NotFound("The rules in force know no concurrent members.")
    return found


def months(limit: packs.Limit) -> int:
    """A term in months."""
    return limit.amount if limit.unit is packs.Unit.MONTHS else max(1, round(limit.amount / 30))


def warn_days() -> tuple[int, ...]:
    """Days before the last day on which people are told, the most first."""
    try:
        rules = packs.active().concurrent
    except (NotFound, Unavailable):
        rules = None
    return tuple(sorted(rules.warn_days if rules else WARN_DAYS, reverse=True))


def in_office(rows: QuerySet[orgs.Appointment], day: date | None = None) -> QuerySet[orgs.Appointment]:
    """Those of `rows` that hold on `day` (now where none is given)."""
    now = clock.now()
    moment = now if day is None else datetime.combine(day, time(0), clock.SHANGHAI)
    on = day or clock.local(now).date()
    return rows.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), Q(ended_at=None) | Q(ended_at__gt=moment), starts_on__lte=on
    )


def members_of(body_ids: Iterable[int], rules: packs.Concurrent, day: date | None = None) -> QuerySet[orgs.Appointment]:
    """The concurrent members of these bodies in office, or coming."""
    now = clock.now() if day is None else datetime.combine(day, time(0), clock.SHANGHAI)
    on = day or clock.today()
    rows = orgs.Appointment.objects.filter(post__body__in=list(body_ids), post__kind__in=rules.post_kinds)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), Q(ended_at=None) | Q(ended_at__gt=now))


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


def area(actor: Actor, permission: Permission, prefix: str = "place") -> Q:
    """Rows with a place (at `prefix`) in the parts of the tree where the actor holds the permission."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    condition = Q(pk__in=[])
    for place in places.get_many(scopes(actor, permission)).values():
        condition |= Q(**{f"{prefix}__path__startswith": place.path})
    return condition


def body_to_appoint(body_id: int, actor: Actor) -> orgs.Body:
    """The body, for who may appoint there. Raises NotFound, Forbidden."""
    body = orgs.Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound("There is no such body.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(body.place_id))
    return body


def undoable(body_id: int) -> Renewal | None:
    """The renewal of the body that can still be taken back, as far as time goes."""
    last = Renewal.objects.filter(body=body_id).order_by("-id").first()
    late = last is None or last.undone_at is not None or clock.now() > last.at + timedelta(days=UNDO_DAYS)
    return None if late else last


def bodies(actor: Actor, *, words: str = "", show: str = "", after: str = "", size: int = 30) -> Page[BodyLine]:
    """The bodies of the own area, by page, in the order of the tree. At most seven queries."""
    rows = asked(actor, words=words, show=show).select_related("place").defer("place__geometry", "place__search")
    page = paged(rows, ["place__path", "id"], after=after, size=size)
    return Page(lines_of(page.items), page.after, page.started_after)


def asked(actor: Actor, *, words: str = "", show: str = "") -> QuerySet[orgs.Body]:
    """Bodies of the own area: by words of the name, `short` of members, with a term `ending`, with `vacant` seats."""
    day = clock.today()
    rows = orgs.Body.objects.filter(area(actor, Permission.ORG_SEE)).filter(Q(ends_on=None) | Q(ends_on__gte=day))
    if words.strip():
        rows = rows.filter(name__contains=words.strip())
    here = orgs.Appointment.objects.filter(post__body=OuterRef("pk"))
    rules = packs.active().concurrent
    if show == "short":
        if rules is None:
            return rows.none()
        rows = rows.filter(Exists(orgs.live_posts().filter(body=OuterRef("pk"), kind__in=rules.post_kinds)))
        held = in_office(here.filter(post__kind__in=rules.post_kinds)).order_by().values("post__body")
        number = held.annotate(n=Count("pk")).values("n")
        rows = rows.annotate(members=Coalesce(number, Value(0))).filter(members__lt=rules.least)
    elif show == "ending":
        rows = rows.filter(Exists(in_office(here.filter(ends_on__lte=day + timedelta(days=SOON)))))
    elif show == "vacant":
        there = in_office(orgs.Appointment.objects.filter(post=OuterRef("pk"))).order_by().values("post")
        filled = there.annotate(seats_held=Count("pk")).values("seats_held")
        posts = orgs.live_posts().filter(body=OuterRef("pk")).annotate(held=Coalesce(filled, Value(0)))
        rows = rows.filter(Exists(posts.filter(held__lt=F("seats"))))
    return rows


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
    seats: dict[int, list[Seat]] = {}
    for a in held:
        seats.setdefault(a.post_id, []).append(_seat(a, where.get(a.pk), a.post_id in members, titles, came, done))
    may_hold = {k.key: k.held_by for k in pack.post_kinds}
    lines: dict[int, list[PostLine]] = {}
    for p in posts:
        of = seats.get(p.pk, [])
        lines.setdefault(p.body_id, []).append(
            PostLine(p.pk, p.title, p.leads, p.pk in members, of, max(p.seats - len(of), 0), may_hold.get(p.kind, ""))
        )
    kinds = {k.key: k.title for k in pack.body_kinds}
    return [_body(b, lines.get(b.pk, []), kinds.get(b.kind, b.kind), elections.get(b.pk), rules) for b in found]


def _seat(
    a: orgs.Appointment,
    m: Membership | None,
    member: bool,
    titles: dict[str, str],
    came: dict[int, tuple[int, int]],
    done: dict[int, list[DutyDone]],
) -> Seat:
    left = (a.ends_on - clock.today()).days if a.ends_on else None
    more = {"source": titles.get(m.source, m.source), "unit": m.unit, "role": m.role, "round": m.round} if m else {}
    return Seat(
        a.pk, a.person.name, a.starts_on, a.ends_on, a.basis, left, described=not member or m is not None,
        came=came.get(a.pk), duties=done.get(a.pk, []), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _body(
    b: orgs.Body, posts: list[PostLine], kind: str, election: date | None, rules: packs.Concurrent | None
) -> BodyLine:
    seats = [len(p.seats) for p in posts if p.member]
    number = sum(seats) if seats and rules else None
    least, most = (rules.least, rules.most) if rules else (0, 0)
    return BodyLine(b.pk, b.name, kind, b.place.name, b.place_id, posts, election, number, least, most)


@dataclass(frozen=True, slots=True)
class BodySheet:
    """A body whole: its line, changes under way and done, who held its posts before."""

    body: orgs.Body
    line: BodyLine
    changes: list[MemberChange]
    past: list[orgs.Appointment]
    legal: str | None  # what it is in law; None: it goes without saying


def body_sheet(body_id: int, actor: Actor) -> BodySheet:
    """The body for its page. Raises NotFound, Forbidden. At most ten queries."""
    rows = orgs.Body.objects.select_related("place").defer("place__geometry", "place__search")
    body = rows.filter(pk=body_id).first()
    if body is None:
        raise NotFound("There is no such body.")
    require(actor, Permission.ORG_SEE, places.ancestors(body.place_id))
    changes = MemberChange.objects.filter(body=body).select_related("matter", "leaves__person", "comes__person")
    day = clock.today()
    gone = orgs.Appointment.objects.filter(Q(ends_on__lt=day) | Q(ended_at__lte=clock.now()), post__body=body)
    return BodySheet(
        body, lines_of([body], whole=True)[0], list(changes.order_by("-id")[:20]),
        [a for a in gone.select_related("person", "post").order_by("-starts_on", "-id")[:50] if _was_held(a)],
        _legal(body),
    )  # fmt: skip


def _was_held(a: orgs.Appointment) -> bool:
    """Not one that was taken back before it began."""
    return a.ended_at is None or clock.local(a.ended_at).date() >= a.starts_on


def _legal(body: orgs.Body) -> str | None:
    kind = next((k for k in packs.active().body_kinds if k.key == body.kind), None)
    if kind is None or not kind.legal_status:
        return None
    return LegalStatus.objects.filter(body=body).values_list("status", flat=True).first() or "unclear"


def legal_status(asked_: Asked) -> Iterable[Measured]:
    """Measure `legal_status`: 1 for each body of the kinds asked whose status is clear, else 0. Three queries."""
    found = list(_measured(asked_))
    clear = LegalStatus.objects.filter(body__in=[pk for pk, _n, _p in found]).exclude(status="unclear")
    known = dict(clear.values_list("body_id", "since"))
    for pk, name, place_id in found:
        yield Measured(pk, name, place_id, float(pk in known), known.get(pk), f"/desk/structure/terms/{pk}/")


def _measured(asked_: Asked) -> QuerySet[orgs.Body, tuple[int, str, int]]:
    rows = orgs.Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=asked_.on), kind__in=asked_.body_kinds)
    if asked_.within is not None:
        condition = Q(pk__in=[])
        for place in places.get_many(frozenset(asked_.within)).values():
            condition |= Q(place__path__startswith=place.path)
        rows = rows.filter(condition)
    return rows.order_by("id").values_list("pk", "name", "place_id")


@dataclass(frozen=True, slots=True)
class TermsTold:
    """What became of terms since a moment: seats filled by procedure, people who heard that a term ends."""

    changes: list[MemberChange]
    warned: int


def terms_told(since: datetime) -> TermsTold:
    """What became of terms since a moment. Two queries."""
    done = MemberChange.objects.filter(matter__opened_at__gte=since).exclude(comes=None)
    return TermsTold(list(done.order_by("id")), TermNotice.objects.filter(at__gte=since).count())


def lead_of_change(matter: procedures.Matter, actor: Actor) -> list[tuple[str, str]]:
    """From the matter that fills a seat to the page of its body, where who is chosen is appointed."""
    rows = MemberChange.objects.filter(matter=matter.pk).values_list("body_id", "body__name")
    return [(f"/desk/structure/terms/{pk}/", name) for pk, name in rows]


def concurrent_members(asked_: Asked) -> Iterable[Measured]:
    """Measure `concurrent_members`: how many are in office in each body of the kinds asked. Three queries."""
    rules = packs.active().concurrent
    found = list(_measured(asked_))
    numbers: dict[int, int] = {}
    if rules is not None:
        held = orgs.Appointment.objects.filter(post__body__kind__in=asked_.body_kinds, post__kind__in=rules.post_kinds)
        counted = in_office(held, asked_.on).order_by().values("post__body").annotate(n=Count("pk"))
        numbers = {row["post__body"]: row["n"] for row in counted}
    for pk, name, place_id in found:
        yield Measured(pk, name, place_id, float(numbers.get(pk, 0)), link=f"/desk/structure/terms/{pk}/")
