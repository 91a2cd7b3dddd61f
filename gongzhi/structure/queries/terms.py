"""Bodies with their posts, who holds each until when and on what basis; concurrent members against the rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound, Unavailable
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models.terms import (
    LegalStatus,
    MemberChange,
    Renewal,
    TermNotice,
)
from gongzhi.structure.queries.body_lines import SOON, BodyLine, lines_of
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.rules.grids import UNDO_DAYS
from gongzhi.structure.rules.terms import WARN_DAYS

SHOWN = ("", "short", "ending", "vacant")


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


def members_of(body_ids: Iterable[int], rules: packs.Concurrent, day: date | None = None) -> QuerySet[orgs.Appointment]:
    """The concurrent members of these bodies in office, or coming."""
    now = clock.now() if day is None else clock.begin_of(day)
    on = day or clock.today()
    rows = orgs.Appointment.objects.filter(post__body__in=list(body_ids), post__kind__in=rules.post_kinds)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), Q(ended_at=None) | Q(ended_at__gt=now))


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
    rows = orgs.Body.objects.filter(places.below(actor, Permission.ORG_SEE), Q(ends_on=None) | Q(ends_on__gte=day))
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
