"""Staff of the own area: who, on which step; figures by year of communities and of a street's leading group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models.staff import StaffEvent, StaffRecord, StaffStep
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.queries.staff_norm import Norm, norms
from gongzhi.structure.queries.terms import months
from gongzhi.structure.rules.staff import Span, YearLine, full_terms, shielded, yearly

YEARS = 10  # that the figures go back at most
UNITS_MOST = 300  # communities in one table
TERM_MONTHS = 60  # of the two committees by law, where the pack names none


def staff_rules() -> packs.StaffRules:
    """What the pack says of staff. Raises NotFound where it says nothing."""
    found = packs.active().staff
    if found is None:
        raise NotFound("The rules in force say nothing of staff.")
    return found


def ladder_on(day: date) -> packs.Ladder | None:
    """The ladder in force on a day: of those that began, the latest."""
    begun = [n for n in packs.active().ladders if n.since is None or n.since <= day]
    return max(begun, key=lambda n: n.since or date.min, default=None)


def served(appointment: orgs.Appointment) -> int:
    """Full terms without a break in posts of that kind. One query."""
    rows = orgs.Appointment.objects.filter(person=appointment.person_id, post__kind=appointment.post.kind)
    pack = packs.active()
    kind = next((k for k in pack.post_kinds if k.key == appointment.post.kind), None)
    term = kind.term if kind else None
    if term is None and pack.concurrent is not None:
        term = pack.concurrent.committee_term
    return full_terms(spans(rows), months(term) if term else TERM_MONTHS, clock.today())


def spans(rows: QuerySet[orgs.Appointment]) -> list[Span]:
    """Appointments as spans of days."""
    held = rows.order_by("starts_on", "id").values_list("person_id", "starts_on", "ends_on", "ended_at")
    return [_span(*row) for row in held]


def _span(person: int, first: date, last: date | None, ended: datetime | None) -> Span:
    """What ended at midnight had its last day on the eve."""
    if ended is not None:
        eve = clock.local(ended - timedelta(seconds=1)).date()
        last = eve if last is None else min(last, eve)
    return Span(person, first, last)


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody on the staff: the post, the step with its points, the way of entry."""

    appointment: orgs.Appointment
    step: str
    points: int | None
    entry: str
    aged: bool  # the year of birth is entered


def listing(actor: Actor, *, words: str = "", after: str = "") -> Page[StaffLine]:
    """The staff of the area where the actor appoints, by page. Five queries."""
    rules = staff_rules()
    kinds = [*rules.post_kinds, *rules.leading]
    here = places.below(actor, Permission.ORG_APPOINT, prefix="post__place__")
    rows = in_office(orgs.Appointment.objects.filter(here))
    rows = rows.filter(post__kind__in=kinds).select_related("post__body", "post__place", "person")
    if words.strip():
        rows = rows.filter(Q(person__name__contains=words.strip()) | Q(post__title__contains=words.strip()))
    rows = rows.defer("post__place__geometry", "post__place__search")
    page = paged(rows, ["post__place__path", "id"], after=after)
    return Page(_lines(page.items, rules), page.after, page.started_after)


def _lines(found: Sequence[orgs.Appointment], rules: packs.StaffRules) -> list[StaffLine]:
    steps = {s.appointment_id: s for s in StaffStep.objects.filter(appointment__in=found, ends_on=None).order_by("id")}
    records = {r.person_id: r for r in StaffRecord.objects.filter(person__in=[a.person_id for a in found])}
    entries = {e.key: e.title for e in rules.entries}
    lines = []
    for a in found:
        record = records.get(a.person_id)
        words, points = step_words(steps[a.pk]) if a.pk in steps else ("", None)
        entry = entries.get(record.entry, record.entry) if record else ""
        lines.append(StaffLine(a, words, points, entry, bool(record and record.birth_year)))
    return lines


def step_words(step: StaffStep) -> tuple[str, int | None]:
    """The step as people say it, with its points where the ladder has them."""
    ladder = next((n for n in packs.active().ladders if n.key == step.ladder), None)
    post = next((p for p in ladder.posts if p.key == step.post), None) if ladder else None
    if post is None:
        return f"{step.post} {step.step}", None
    points = post.points[step.step - post.first] if post.points and post.first <= step.step <= post.last else None
    return f"{post.title} {step.step}", points


@dataclass(frozen=True, slots=True)
class StaffSheet:
    """Somebody on the staff whole. The year of birth is not in it: only whether it is entered."""

    appointment: orgs.Appointment
    record: StaffRecord | None
    aged: bool
    steps: list[tuple[StaffStep, str, int | None]]
    events: list[StaffEvent]
    terms: int
    ladder: packs.Ladder | None
    rules: packs.StaffRules
    current: bool


def sheet(appointment_id: int, actor: Actor) -> StaffSheet:
    """The page of somebody on the staff. Raises NotFound, Forbidden. Seven queries."""
    rules = staff_rules()
    found = orgs.Appointment.objects.select_related("post__body", "person").filter(pk=appointment_id).first()
    if found is None or found.post.kind not in (*rules.post_kinds, *rules.leading):
        raise NotFound("There is no such appointment.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(found.post.place_id))
    record = StaffRecord.objects.filter(person=found.person_id).first()
    mine = {"appointment__person": found.person_id}
    steps = [(s, *step_words(s)) for s in StaffStep.objects.filter(**mine).order_by("-starts_on", "-id")[:60]]
    events = list(StaffEvent.objects.filter(**mine).order_by("-happened_on", "-id")[:60])
    current = in_office(orgs.Appointment.objects.filter(pk=found.pk)).exists()
    return StaffSheet(
        found, record, bool(record and record.birth_year), steps, events, served(found), ladder_on(clock.today()),
        rules, current,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaffFigures:
    """Figures of a place: all staff of communities, the leading group, and each community this year."""

    place: places.Place
    groups: list[tuple[str, list[YearLine]]]  # ("staff" | "leading", by year)
    units: list[tuple[str, YearLine]]
    cut: bool  # there are too many communities for one table
    least: int
    norms: list[Norm]  # staff that the pack asks for by households


def tops(actor: Actor) -> list[places.Place]:
    """The places whose figures the actor may see. Raises Forbidden where there are none."""
    found = places.get_many(scopes(actor, Permission.ORG_SEE))
    if not found:
        raise Forbidden("Your posts do not allow this here.")
    return sorted(found.values(), key=lambda p: (len(p.path), p.path))


def figures(actor: Actor, place_id: int | None = None) -> StaffFigures:
    """Average age and turnover by year at and below a place. Raises Forbidden, NotFound. At most nine queries, and
    three for each norm."""
    rules = staff_rules()
    place = tops(actor)[0] if place_id is None else places.get(place_id)
    require(actor, Permission.ORG_SEE, places.ancestors(place.pk))
    today = clock.today()
    rows = orgs.Appointment.objects.filter(post__place__path__startswith=place.path)
    groups = []
    births: dict[int, int] = {}
    for name, kinds in (("staff", rules.post_kinds), ("leading", rules.leading)):
        here = rows.filter(post__kind__in=kinds)
        known = StaffRecord.objects.filter(person__in=here.values("person"), birth_year__isnull=False)
        births.update((p, y) for p, y in known.values_list("person_id", "birth_year") if y)
        found = spans(here)
        first = max(min((s.first.year for s in found), default=today.year), today.year - YEARS + 1)
        lines = yearly(found, births, range(today.year, first - 1, -1), today, rules.figures_from)
        groups.append((name, lines))
    units, cut = _units(place, rules, births, today)
    return StaffFigures(place, groups, units, cut, rules.figures_from, norms(place))


def _units(
    place: places.Place, rules: packs.StaffRules, births: dict[int, int], today: date
) -> tuple[list[tuple[str, YearLine]], bool]:
    """Each community at or below the place, this year."""
    below = places.Place.objects.filter(path__startswith=place.path, kind__in=["community", "village"])
    found = list(below.order_by("path").values_list("path", "name")[: UNITS_MOST + 1])
    if len(found) > UNITS_MOST:
        return [], True
    rows = orgs.Appointment.objects.filter(post__place__path__startswith=place.path, post__kind__in=rules.post_kinds)
    by_path: dict[str, list[Span]] = {}
    paths = [path for path, _name in found]
    held = rows.values_list("post__place__path", "person_id", "starts_on", "ends_on", "ended_at")
    for path, person, first, last, ended in held.order_by("starts_on", "id"):
        unit = next((p for p in paths if path.startswith(p)), None)
        by_path.setdefault(unit or "", []).append(_span(person, first, last, ended))
    here = [(path, name) for path, name in found if path in by_path]
    least = rules.figures_from
    made = {path: yearly(held, births, [today.year], today, least)[0] for path, held in by_path.items()}
    lines = shielded([made[path] for path, _name in here], least, apart=made.get(""))
    return list(zip([name for _path, name in here], lines, strict=True)), False
