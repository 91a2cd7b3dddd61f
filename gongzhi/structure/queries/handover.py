"""Handing over a post: what the list holds, who sees it, who still has to sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.files import public as files
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models.cobuilding import Agreement
from gongzhi.structure.models.handover import ROLES, Handover, HandoverLine, HandoverSignature

LINES_MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A line of live data: `kind` of `LINE_KINDS`."""

    kind: str
    text: str
    due_on: date | None = None
    about: int | None = None
    address: str = ""


Source = Callable[[orgs.Appointment], Iterable[Line]]
_sources: list[Source] = []


def on_handover(source: Source) -> None:
    """Say what else a post has to hand over (agreements, rooms, lists); called when a list is compiled."""
    if source not in _sources:
        _sources.append(source)


def compiled(appointment: orgs.Appointment) -> list[Line]:
    """The list of live data: open matters with their dates, promises for later, what other parts of the platform
    know. Two queries and theirs. A post of several seats hands over what this person holds."""
    here = procedures.Standing.objects.filter(
        scope=appointment.post_id, role__in=[procedures.Role.HOLDER, procedures.Role.OFFERED]
    )
    held = procedures.Matter.objects.filter(pk__in=here.values("matter"))
    if appointment.post.seats > 1:
        held = held.filter(Q(holder_person=appointment.person_id) | Q(holder_person=None))
    live = held.filter(state__in=procedures.LIVE).order_by("due_at", "id")[:LINES_MOST]
    later = held.filter(planned_on__gte=clock.today()).exclude(state__in=procedures.LIVE)
    lines = [
        Line("matter", m.title, clock.local(m.due_at).date() if m.due_at else None, m.pk, _address(m)) for m in live
    ]
    lines += [
        Line("promise", m.title, m.planned_on, m.pk, _address(m))
        for m in later.order_by("planned_on", "id")[:LINES_MOST]
    ]
    lines += _agreements(appointment)
    for source in _sources:
        lines.extend(source(appointment))
    return lines


def _agreements(appointment: orgs.Appointment) -> list[Line]:
    """Agreements of the post's body that run: who leads the body hands them over."""
    if not appointment.post.leads:
        return []
    body = appointment.post.body_id
    rows = Agreement.objects.filter(Q(body=body) | Q(unit=body), ends_on__gte=clock.today(), ended_on=None)
    return [
        Line("agreement", a.title, a.ends_on, address=f"/desk/structure/cobuilding/agreements/{a.pk}/")
        for a in rows.order_by("ends_on", "id")[:LINES_MOST]
    ]


def _address(matter: procedures.Matter) -> str:
    return procedures.page_of(matter.kind, matter.pk) or f"/desk/structure/handover/to/{matter.pk}/"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A handover for its page. `mine`: the roles in which the actor is asked to sign."""

    handover: Handover
    lines: list[HandoverLine]
    signatures: dict[str, HandoverSignature]
    scans: list[files.StoredFile]
    mine: list[str]
    may: bool  # may change it, or enter it as signed on paper
    edits: bool  # may change the list now
    opener: str

    @property
    def parties(self) -> list[tuple[str, str, HandoverSignature | None]]:
        """(role, name, signature) of all three."""
        h = self.handover
        names = {"giver": h.appointment.person.name, "receiver": h.receiver.name, "witness": h.witness.name}
        return [(r, names[r], self.signatures.get(r)) for r in ROLES]


def roles_of(handover: Handover, person_id: int | None) -> list[str]:
    """In which roles the person takes part."""
    who = {"giver": handover.appointment.person_id, "receiver": handover.receiver_id, "witness": handover.witness_id}
    return [role for role in ROLES if person_id is not None and who[role] == person_id]


def get(handover_id: int, actor: Actor) -> tuple[Handover, bool]:
    """The handover, and whether the actor may appoint there. Raises NotFound, also where one has no part in it."""
    rows = Handover.objects.select_related("post__body", "appointment__person", "receiver", "witness")
    found = rows.filter(pk=handover_id).first()
    if found is not None:
        allowed = may(actor, Permission.ORG_APPOINT, places.ancestors(found.post.place_id))
        if allowed or roles_of(found, actor.person_id):
            return found, allowed
    raise NotFound("There is no such handover.")


def sheet(handover_id: int, actor: Actor) -> Sheet:
    """The handover for its page. Raises NotFound."""
    found, allowed = get(handover_id, actor)
    signed = {s.role: s for s in HandoverSignature.objects.filter(handover=found).order_by("id")}
    mine = [r for r in roles_of(found, actor.person_id) if r not in signed and found.state == "open"]
    lines = list(HandoverLine.objects.filter(handover=found).order_by("id"))
    opener = orgs.Appointment.objects.filter(pk=found.opened_by or 0).values_list("person__name", flat=True).first()
    giver = actor.person_id is not None and found.appointment.person_id == actor.person_id
    return Sheet(
        found, lines, signed, files.files_of(found.pk), mine, allowed and found.state == "open",
        (allowed or giver) and found.state == "open" and not found.frozen, opener or "",
    )  # fmt: skip


def listing(actor: Actor, after: str = "") -> Page[Handover]:
    """Handovers that the actor takes part in or may appoint for, the newest first, by page."""
    own = Q(appointment__person=actor.person_id) | Q(receiver=actor.person_id) | Q(witness=actor.person_id)
    rows = Handover.objects.filter(own | places.below(actor, Permission.ORG_APPOINT, prefix="post__place__"))
    rows = rows.select_related("post__body", "appointment__person", "receiver", "witness")
    return paged(rows, ["-id"], after=after)
