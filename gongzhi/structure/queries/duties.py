"""Reads of responsibility lists: who sees them, how far they are, what the records prove by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.files import public as files
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import DutyItem, DutyProof, DutySheet, GivenTask, Guest, JointMeeting
from gongzhi.structure.queries.meeting_lists import in_place
from gongzhi.structure.queries.meetings import living
from gongzhi.structure.rules.duties import SheetState, is_done, is_late, wanted
from gongzhi.structure.rules.meetings import MeetingState


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that proves an entry, as a link."""

    href: str
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A report: with the record that it names as a link, and the numbers of its pictures."""

    proof: DutyProof
    href: str
    pictures: list[tuple[int, bool]]  # (number, whether it is a PDF)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An entry as its list shows it."""

    item: DutyItem
    done: int
    wanted: int
    late: bool
    full: bool
    evidence: list[Evidence]
    proofs: list[ProofRow]

    @property
    def percent(self) -> int:
        """How far it is, at most 100."""
        return min(100, self.done * 100 // self.wanted)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A list in a list of lists."""

    sheet: DutySheet
    entries: int
    full: int
    late: int


def visible(actor: Actor) -> QuerySet[DutySheet]:
    """The lists of one's area, and those of the bodies in which one holds a post."""
    bodies = sorted({p.body_id for p in actor.posts})
    seen = places.below(actor, Permission.ORG_SEE, Permission.DUTY_EDIT) | Q(body__in=bodies)
    rows = DutySheet.objects.filter(seen).select_related("body", "place", "post__body")
    return rows.defer("place__geometry", "place__search")


def find(sheet_id: int, actor: Actor) -> DutySheet:
    """The list. Raises NotFound, also where the actor may not see it."""
    found = visible(actor).filter(pk=sheet_id).first()
    if found is None or (found.state == SheetState.DRAFT and not edits(actor, found)):
        raise NotFound("There is no such list.")
    return found


def edits(actor: Actor, sheet: DutySheet) -> bool:
    """Whether the actor may write it."""
    return may(actor, Permission.DUTY_EDIT, places.ancestors(sheet.place_id))


def reports(actor: Actor, sheet: DutySheet) -> bool:
    """Whether the actor may report progress: the post whose list it is, a post of the body, or who writes it."""
    own = any(p.post_id == sheet.post_id if sheet.post_id else p.body_id == sheet.body_id for p in actor.posts)
    return own or edits(actor, sheet)


def narrowed(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[DutySheet]:
    """The lists that the actor sees, by `year template place q`; drafts only for who writes them."""
    drafts = Q(state=SheetState.DRAFT) & ~places.below(actor, Permission.DUTY_EDIT)
    rows = visible(actor).exclude(drafts)
    if year := asked.get("year"):
        rows = rows.filter(year=year)
    if template := asked.get("template"):
        rows = rows.filter(template=template)
    if words := asked.get("q"):
        rows = rows.filter(Q(body__name__icontains=words) | Q(title__icontains=words))
    return rows.filter(in_place(asked.get("place"), "place__path"))


def published(year: int) -> QuerySet[DutySheet]:
    """What everybody sees: issued lists of templates that are public."""
    rows = DutySheet.objects.filter(year=year, public=True, state=SheetState.ISSUED)
    return rows.select_related("body", "place").defer("place__geometry", "place__search")


def items_of(sheets: Iterable[DutySheet]) -> dict[int, list[ItemRow]]:
    """The entries of each list with their progress, in order. Eight queries however many lists."""
    found = list(sheets)
    items = list(DutyItem.objects.filter(sheet__in=[s.pk for s in found]).order_by("position", "id"))
    of = {s.pk: s for s in found}
    records = _records(found) if any(i.records for i in items) else {}
    proofs = _proofs([i.pk for i in items])
    today = clock.today()
    shown: dict[int, list[ItemRow]] = {s.pk: [] for s in found}
    for item in items:
        sheet = of[item.sheet_id]
        evidence = records.get((sheet.body_id, sheet.year, item.records), []) if item.records else []
        done = len(evidence) if item.records else item.done
        shown[item.sheet_id].append(
            ItemRow(
                item, done, wanted(item.number), is_late(done, item.number, item.due_on, today),
                is_done(done, item.number), evidence, proofs.get(item.pk, []),
            )
        )  # fmt: skip
    return shown


def _proofs(item_ids: list[int]) -> dict[int, list[ProofRow]]:
    """The reports that stand, by entry, in their order. Three queries."""
    rows = DutyProof.objects.filter(item__in=item_ids, withdrawn_at=None).select_related("post").order_by("at", "id")
    proofs = list(rows)
    linked = [p.record_id for p in proofs if p.record_id is not None]
    met = set(JointMeeting.objects.filter(pk__in=linked).values_list("pk", flat=True))
    pictures: dict[int, list[tuple[int, bool]]] = {}
    for stored in files.StoredFile.objects.filter(about__in=[p.pk for p in proofs]).order_by("id"):
        of = pictures.setdefault(stored.about or 0, [])
        of.append((len(of) + 1, stored.is_document))
    found: dict[int, list[ProofRow]] = {}
    for proof in proofs:
        where = "meetings" if proof.record_id in met else "tasks"
        href = f"/desk/structure/{where}/{proof.record_id}/" if proof.record_id else ""
        found.setdefault(proof.item_id, []).append(ProofRow(proof, href, pictures.get(proof.pk, [])))
    return found


def _records(sheets: list[DutySheet]) -> dict[tuple[int, int, str], list[Evidence]]:
    """(body, year, kind of record) → what proves it: meetings convened or attended, tasks struck off. Three queries."""
    bodies, years = sorted({s.body_id for s in sheets}), sorted({s.year for s in sheets})
    found: dict[tuple[int, int, str], list[Evidence]] = {}
    held = JointMeeting.objects.filter(state=MeetingState.HELD, held_on__year__in=years)
    met = [(m.body_id, m) for m in held.filter(body__in=bodies).order_by("held_on", "id")]
    came = Guest.objects.filter(meeting__in=held, body__in=bodies).exclude(signed="not").select_related("meeting")
    met += [(g.body_id, g.meeting) for g in came.order_by("meeting__held_on", "id") if g.body_id is not None]
    for body_id, meeting in met:
        assert meeting.held_on is not None
        evidence = Evidence(f"/desk/structure/meetings/{meeting.pk}/", meeting.title, meeting.held_on)
        found.setdefault((body_id, meeting.held_on.year, "joint_meetings"), []).append(evidence)
    struck = GivenTask.objects.filter(Q(meeting__body__in=bodies) | Q(owner__body__in=bodies))
    struck = struck.exclude(struck_at=None).filter(struck_at__year__gte=years[0], struck_at__year__lte=years[-1] + 1)
    for task in struck.select_related("matter", "meeting", "owner").order_by("struck_at", "matter_id"):
        assert task.struck_at is not None
        day = clock.local(task.struck_at).date()
        evidence = Evidence(f"/desk/structure/tasks/{task.pk}/", task.matter.title, day)
        convening = {task.meeting.body_id} if task.meeting else set()
        for body_id in sorted((convening | {task.owner.body_id}) & set(bodies)):
            found.setdefault((body_id, day.year, "joint_tasks"), []).append(evidence)
    return found


def sheet_rows(sheets: Iterable[DutySheet]) -> list[SheetRow]:
    """Lists with their numbers."""
    found = list(sheets)
    items = items_of(found)
    return [
        SheetRow(s, len(items[s.pk]), sum(r.full for r in items[s.pk]), sum(r.late for r in items[s.pk])) for s in found
    ]


def records_to_link(sheet: DutySheet) -> list[tuple[int, str]]:
    """The meetings and tasks of the year at the place that may prove an entry. Two queries."""
    met = JointMeeting.objects.filter(place=sheet.place_id, state=MeetingState.HELD, held_on__year=sheet.year)
    struck = GivenTask.objects.filter(matter__place=sheet.place_id, struck_at__year=sheet.year)
    found = [(m.pk, f"{m.held_on:%Y-%m-%d} {m.title}") for m in met.order_by("held_on", "id")[:100]]
    return found + [(t.pk, t.matter.title) for t in struck.select_related("matter").order_by("struck_at")[:100]]


def to_draft(actor: Actor, year: int) -> list[tuple[packs.DutyList, orgs.Body, orgs.Post | None]]:
    """The lists that are not there yet for the year: by template, body and post of one's area. Five queries at most."""
    templates = packs.active().duty_lists
    keys = sorted({k for t in templates for k in t.body_kinds})
    rows = living(orgs.Body.objects.filter(kind__in=keys)).filter(places.below(actor, Permission.DUTY_EDIT))
    bodies = list(rows.order_by("place__path", "id")[:500])
    kinds = sorted({k for t in templates for k in t.post_kinds})
    posts = list(orgs.live_posts().filter(body__in=[b.pk for b in bodies], kind__in=kinds).order_by("id"))
    there = set(
        DutySheet.objects.filter(year=year, body__in=[b.pk for b in bodies]).values_list("template", "body", "post")
    )
    found: list[tuple[packs.DutyList, orgs.Body, orgs.Post | None]] = []
    for template in templates:
        for body in (b for b in bodies if b.kind in template.body_kinds):
            if not template.post_kinds:
                found.append((template, body, None))
            found += [(template, body, p) for p in posts if p.body_id == body.pk and p.kind in template.post_kinds]
    return [(t, b, p) for t, b, p in found if (t.key, b.pk, p.pk if p else None) not in there]


def years() -> list[int]:
    """Last year, this one and the next."""
    year = clock.today().year
    return [year + 1, year, year - 1]
