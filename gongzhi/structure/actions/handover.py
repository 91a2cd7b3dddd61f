"""Handing over a post: the list compiled, changed, signed by three; with the last signature all passes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models.handover import LINE_KINDS, ROLES, Handover, HandoverLine, HandoverSignature
from gongzhi.structure.queries.handover import compiled, get, roles_of
from gongzhi.structure.queries.in_office import in_office

Codes = dict[str, str | int | bool | None]
TYPED = LINE_KINDS[2:]  # the others come from live data


@transaction.atomic
def open_handover(
    *,
    actor: Actor,
    appointment_id: int,
    receiver_id: int,
    witness_id: int,
    ends_on: date | None = None,
    basis: str = orgs.Basis.ASSIGNED,
) -> Handover:
    """Begin the handing over of what somebody holds by `appointment_id`; the list is compiled from live data.

    Raises Forbidden, NotFound (no such appointment in force), Invalid (three different people), Conflict (it runs).
    """
    found = orgs.Appointment.objects.select_related("post__body", "person").filter(pk=appointment_id)
    given = in_office(found).first()
    if given is None:
        raise NotFound("There is no such appointment.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(given.post.place_id))
    if receiver_id == given.person_id:
        raise Invalid("Who hands over and who takes over are two people.", field="receiver")
    if witness_id in (given.person_id, receiver_id):
        raise Invalid("The witness is a third person.", field="witness")
    if ends_on is not None and ends_on < clock.today():
        raise Invalid("The last day lies in the past.", field="ends_on")
    made = Handover(
        post=given.post, appointment=given, receiver_id=receiver_id, witness_id=witness_id, ends_on=ends_on,
        basis=orgs.Basis(basis).value, opened_by=actor.appointment_id, opened_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("The handing over of this post is under way already.") from None
    number = _compile(made)
    codes: Codes = {"handover": made.pk, "post": given.post_id, "appointment": given.pk, "lines": number}
    ledger.record("structure:handover:opened", stream=given.post.body_id, actor=actor, codes=codes)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Handing over %(post)s: read the list and sign.") % {"post": given.post.label}
    for role, person_id in zip(ROLES, (given.person_id, receiver_id, witness_id), strict=True):
        tell(person_id, text, key=f"handover-{made.pk}-{role}", about=made.pk)
    return made


def _compile(handover: Handover) -> int:
    """Write the lines of live data anew; what was typed in stays."""
    HandoverLine.objects.filter(handover=handover).exclude(kind__in=TYPED, address="").delete()
    lines = [
        HandoverLine(
            handover=handover, kind=n.kind, text=n.text[:300], due_on=n.due_on, about=n.about, address=n.address
        )
        for n in compiled(handover.appointment)
    ]
    HandoverLine.objects.bulk_create(lines)
    return len(lines)


def _open(handover_id: int, actor: Actor) -> tuple[Handover, bool]:
    found, allowed = get(handover_id, actor)
    if not Handover.objects.select_for_update().filter(pk=found.pk, state="open").exists():
        raise Conflict("This handover has ended already.")
    return found, allowed


def _changeable(handover_id: int, actor: Actor) -> Handover:
    found, allowed = _open(handover_id, actor)
    if not allowed and "giver" not in roles_of(found, actor.person_id):
        raise Forbidden("Who hands over, or who appoints, writes the list.")
    if Handover.objects.filter(pk=found.pk, frozen=True).exists():
        raise Conflict("Somebody has signed: the list stays as it is.")
    return found


@transaction.atomic
def compile_again(handover_id: int, *, actor: Actor) -> int:
    """Compile the lines of live data anew, before anybody has signed. Raises NotFound, Forbidden, Conflict."""
    return _compile(_changeable(handover_id, actor))


@transaction.atomic
def add_line(handover_id: int, *, actor: Actor, kind: str, text: str, due_on: date | None = None) -> HandoverLine:
    """A line typed in: keys, agreements, papers. Raises NotFound, Forbidden, Conflict, Invalid."""
    found = _changeable(handover_id, actor)
    if kind not in TYPED:
        raise Invalid("Choose what it is.", field="kind")
    if not text.strip():
        raise Invalid("Say it in a few words.", field="text")
    line = HandoverLine(handover=found, kind=kind, text=text.strip()[:300], due_on=due_on)
    line.save(force_insert=True)
    return line


@transaction.atomic
def drop_line(handover_id: int, line_id: int, *, actor: Actor) -> None:
    """Take a typed line off the list again. Raises NotFound, Forbidden, Conflict."""
    found = _changeable(handover_id, actor)
    if not HandoverLine.objects.filter(pk=line_id, handover=found, kind__in=TYPED, address="").delete()[0]:
        raise NotFound("There is no such line.")


@transaction.atomic
def sign(handover_id: int, *, actor: Actor) -> Handover:
    """Sign under the own account, in the role that one has. The last of the three closes it.

    Raises NotFound, Forbidden (no part in it), Conflict (signed, or ended, already).
    """
    found, _allowed = _open(handover_id, actor)
    roles = roles_of(found, actor.person_id)
    if not roles:
        raise Forbidden("Only the three who take part sign.")
    signed = set(HandoverSignature.objects.filter(handover=found).values_list("role", flat=True))
    if roles[0] in signed:
        raise Conflict("You have signed already.")
    _freeze(found, actor)
    _write(found, roles[0], actor)
    if len(signed) + 1 == len(ROLES):
        _close(found, actor)
    return Handover.objects.get(pk=found.pk)


@transaction.atomic
def enter_paper(handover_id: int, *, actor: Actor, file_ids: Sequence[int]) -> Handover:
    """It was signed on paper by all three: the scan is entered by who may appoint there, and it closes.

    Raises NotFound, Forbidden, Conflict, Invalid (no scan).
    """
    found, allowed = _open(handover_id, actor)
    if not allowed:
        raise Forbidden("Your posts do not allow this here.")
    if not file_ids:
        raise Invalid("Add a photo or scan of the signed list.", field="scan")
    scans = files.attach(file_ids, about=found.pk)
    _freeze(found, actor)
    signed = set(HandoverSignature.objects.filter(handover=found).values_list("role", flat=True))
    for role in ROLES:
        if role not in signed:
            _write(found, role, actor, scan=" ".join(s.sha256 for s in scans))
    Handover.objects.filter(pk=found.pk).update(on_paper=True)
    _close(found, actor)
    return Handover.objects.get(pk=found.pk)


def _freeze(found: Handover, actor: Actor) -> None:
    if not Handover.objects.filter(pk=found.pk, frozen=False).update(frozen=True):
        return
    lines = HandoverLine.objects.filter(handover=found).order_by("id").values_list("kind", "text", "due_on")
    text = "\n".join(f"{kind}\t{words}\t{due or ''}" for kind, words, due in lines)
    codes: Codes = {"handover": found.pk}
    ledger.record(
        "structure:handover:frozen", stream=found.post.body_id, actor=actor, codes=codes, texts={"list": text}
    )


def _write(found: Handover, role: str, actor: Actor, scan: str = "") -> None:
    who = {"giver": found.appointment.person_id, "receiver": found.receiver_id, "witness": found.witness_id}
    row = HandoverSignature(handover=found, role=role, person_id=who[role], at=clock.now())
    row.save(force_insert=True)
    codes: Codes = {"handover": found.pk, "role": role, "on_paper": bool(scan)}
    texts = {"scan": scan} if scan else None
    ledger.record("structure:handover:signed", stream=found.post.body_id, actor=actor, codes=codes, texts=texts)


def _close(found: Handover, actor: Actor) -> None:
    """The access of who leaves ends, the receiver is appointed, open matters pass: one moment.

    By the platform: who opened it had the right to appoint, and all three have signed."""
    still = in_office(orgs.Appointment.objects.filter(pk=found.appointment_id)).exists()
    if still:
        orgs.end_appointment(found.appointment_id, actor=SYSTEM)
    present = in_office(orgs.Appointment.objects.filter(post=found.post_id, person=found.receiver_id)).first()
    successor = present or orgs.appoint(
        actor=SYSTEM, person_id=found.receiver_id, post_id=found.post_id, ends_on=found.ends_on, basis=found.basis
    )
    taker = orgs.actor_of(found.receiver_id)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Taken over with the post")
    held = procedures.Standing.objects.filter(scope=found.post_id, role=procedures.Role.HOLDER)
    mine = procedures.Matter.objects.filter(
        pk__in=held.values("matter"), state__in=procedures.LIVE, holder_person=found.appointment.person_id
    )
    ids = list(mine.order_by("id").values_list("pk", flat=True))
    for matter_id in ids:
        procedures.succeed(matter_id, from_post=found.post_id, to_post=found.post_id, reason=reason, actor=taker)
    Handover.objects.filter(pk=found.pk, state="open").update(
        state="done", closed_at=clock.now(), successor=successor, passed=len(ids)
    )
    codes: Codes = {"handover": found.pk, "successor": successor.pk, "passed": len(ids)}
    ledger.record("structure:handover:closed", stream=found.post.body_id, actor=actor, codes=codes)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("You hold %(post)s from now on; %(n)s open matters came with it.")
    tell(found.receiver_id, text % {"post": found.post.label, "n": len(ids)}, key=f"handover-{found.pk}-closed")


@transaction.atomic
def withdraw(handover_id: int, *, actor: Actor) -> None:
    """Call it off; nothing has changed hands. Raises NotFound, Forbidden, Conflict (it has ended)."""
    found, allowed = _open(handover_id, actor)
    if not allowed:
        raise Forbidden("Your posts do not allow this here.")
    Handover.objects.filter(pk=found.pk, state="open").update(state="withdrawn", closed_at=clock.now())
    codes: Codes = {"handover": found.pk}
    ledger.record("structure:handover:withdrawn", stream=found.post.body_id, actor=actor, codes=codes)
