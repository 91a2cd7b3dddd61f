"""Concurrent members: appointed, their duties noted, a seat filled by procedure, all renewed with the committee."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.kinds import MEMBER
from gongzhi.structure.models.terms import (
    REASONS,
    ROLES,
    STATUSES,
    DutyDone,
    Election,
    LegalStatus,
    MemberChange,
    Membership,
)
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.queries.terms import body_to_appoint, members_of, members_rules, months
from gongzhi.structure.rules.terms import longest, term_end


def _seat(body: orgs.Body, rules: packs.Concurrent) -> orgs.Post:
    """A post for concurrent members in the body: one with a free seat before a full one."""
    posts = list(orgs.live_posts().filter(body=body, kind__in=rules.post_kinds).order_by("id"))
    if not posts:
        raise Invalid("This body has no seats for concurrent members.", field="person")
    held = list(members_of([body.pk], rules).values_list("post_id", flat=True))
    return next((p for p in posts if held.count(p.pk) < p.seats), posts[0])


@transaction.atomic
def appoint_member(
    *,
    actor: Actor,
    body_id: int,
    person_id: int,
    source: str,
    role: str = "member",
    unit: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    matter_id: int | None = None,
) -> Membership:
    """Appoint a concurrent member for a term; without `ends_on` as the pack says (`rules.terms.term_end`).

    With `matter_id` the procedure that fills the seat ends with it, and who is replaced leaves at once. Raises
    Forbidden, NotFound, Invalid (source, term), Conflict (as many as the pack allows, no free seat).
    """
    rules = members_rules()
    body = body_to_appoint(body_id, actor)
    if source not in {s.key for s in rules.sources}:
        raise Invalid("Choose one of the kinds of source that the rules name.", field="source")
    if role not in ROLES:
        raise Invalid("Choose member or deputy secretary.", field="role")
    change = _change(matter_id, body)
    if change is not None and change.leaves_id is not None:
        _leave(change.leaves_id, actor)
    if members_of([body.pk], rules).count() >= rules.most:
        raise Conflict("This body has %(most)s concurrent members, as many as are allowed.", most=rules.most)
    first = starts_on or clock.today()
    round_ = 1 + Membership.objects.filter(body=body, appointment__person=person_id).count()
    made = orgs.appoint(
        actor=actor, person_id=person_id, post_id=_seat(body, rules).pk, starts_on=first,
        ends_on=_last(body, rules, first, ends_on, round_), basis=orgs.Basis.CONCURRENT,
    )  # fmt: skip
    row = write_membership(made, body, source=source, role=role, unit=unit, round_=round_, actor=actor)
    if change is not None:
        MemberChange.objects.filter(pk=change.pk).update(comes=made)
        with translation.override(settings.LANGUAGE_CODE):
            words = _("Appointed until %(day)s.") % {"day": made.ends_on}
        procedures.choose(change.matter_id, outcome="appointed", actor=actor, public_text=words)
    return row


def _last(body: orgs.Body, rules: packs.Concurrent, first: date, ends_on: date | None, round_: int) -> date:
    election = Election.objects.filter(body=body).values_list("next_on", flat=True).first()
    term, aligned = months(rules.term), rules.second_round == "with_committee"
    if ends_on is None:
        return term_end(first, term, round_=round_, election=election, with_committee=aligned)
    latest = longest(first, term, election=election if aligned else None)
    if ends_on > latest:
        raise Invalid("A term that begins then ends on %(day)s at the latest.", field="ends_on", day=str(latest))
    return ends_on


def write_membership(
    made: orgs.Appointment, body: orgs.Body, *, source: str, role: str, unit: str, round_: int, actor: Actor
) -> Membership:
    """Where a member comes from; inside the caller's transaction, who has asked whether the actor may."""
    row = Membership(appointment=made, body=body, source=source, unit=unit.strip(), role=role, round=round_)
    row.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {
        "appointment": made.pk, "source": source, "role": role, "round": round_,
        "ends_on": str(made.ends_on) if made.ends_on else None,
    }  # fmt: skip
    ledger.record(
        "structure:member:appointed", stream=body.pk, actor=actor, codes=codes, texts={"unit": row.unit},
        persons={"unit": made.person_id},
    )  # fmt: skip
    return row


@transaction.atomic
def describe_member(
    appointment_id: int, *, actor: Actor, source: str, role: str = "member", unit: str = ""
) -> Membership:
    """Say where a member comes from who was appointed without it, or correct that."""
    rules = members_rules()
    made = orgs.Appointment.objects.select_related("post__body").filter(pk=appointment_id).first()
    if made is None or made.post.kind not in rules.post_kinds:
        raise NotFound("There is no such appointment.")
    body = body_to_appoint(made.post.body_id, actor)
    if source not in {s.key for s in rules.sources} or role not in ROLES:
        raise Invalid("Choose one of the kinds of source that the rules name.", field="source")
    Membership.objects.filter(appointment=made).delete()
    earlier = Membership.objects.filter(body=body, appointment__person=made.person_id).count()
    return write_membership(made, body, source=source, role=role, unit=unit, round_=earlier + 1, actor=actor)


def _change(matter_id: int | None, body: orgs.Body) -> MemberChange | None:
    if matter_id is None:
        return None
    found = MemberChange.objects.filter(matter=matter_id, body=body, matter__state__in=procedures.LIVE).first()
    if found is None:
        raise NotFound("There is no such matter.")
    return found


def _leave(appointment_id: int, actor: Actor) -> None:
    if in_office(orgs.Appointment.objects.filter(pk=appointment_id)).exists():
        orgs.end_appointment(appointment_id, actor=actor)


@transaction.atomic
def begin_change(
    *, actor: Actor, body_id: int, reason: str, words: str, leaves_id: int | None = None
) -> procedures.Matter:
    """Begin the pack's procedure to fill a vacant seat, or to replace an inactive member (`leaves_id`).

    Raises Forbidden, NotFound, Invalid (no words, nothing vacant), Conflict (it runs already).
    """
    rules = members_rules()
    body = body_to_appoint(body_id, actor)
    held = post_for(actor, Permission.ORG_APPOINT, places.ancestors(body.place_id))
    if rules.procedure is None:
        raise Forbidden("Your posts do not allow this here.")
    if reason not in REASONS or not words.strip():
        raise Invalid("Say why.", field="words")
    running = MemberChange.objects.filter(body=body, matter__state__in=procedures.LIVE)
    if reason == "inactive":
        if leaves_id is None or not members_of([body.pk], rules).filter(pk=leaves_id).exists():
            raise Invalid("Say which member is to be replaced.", field="leaves")
        if running.filter(leaves=leaves_id).exists():
            raise Conflict("The replacement of this member is under way already.")
    elif running.filter(reason="vacancy").count() + members_of([body.pk], rules).count() >= rules.most:
        raise Conflict("No seat is vacant that is not being filled already.")
    with translation.override(settings.LANGUAGE_CODE):
        title = {"vacancy": _("%(body)s: fill a seat"), "inactive": _("%(body)s: replace a member")}[reason]
    matter = procedures.open_matter(
        kind=MEMBER, procedure=rules.procedure, place_id=body.place_id, title=title % {"body": body.name},
        holder_post=held.post_id, holder_person=actor.person_id, actor=actor, internal_text=words.strip(),
    )  # fmt: skip
    MemberChange(matter=matter, body=body, reason=reason, leaves_id=leaves_id if reason == "inactive" else None).save(
        force_insert=True
    )
    codes: dict[str, str | int | bool | None] = {"matter": matter.pk, "reason": reason, "leaves": leaves_id}
    ledger.record("structure:member:change-begun", stream=body.pk, actor=actor, codes=codes)
    return matter


@transaction.atomic
def note_duty(appointment_id: int, *, actor: Actor, duty: str, done_on: date, text: str) -> DutyDone:
    """Write down what a member did, by the member or by who appoints here. Raises Forbidden, NotFound, Invalid."""
    rules = members_rules()
    made = orgs.Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if made is None or made.post.kind not in rules.post_kinds:
        raise NotFound("There is no such appointment.")
    own = actor.person_id == made.person_id and made.post_id in actor.post_ids
    if not own and not may(actor, Permission.ORG_APPOINT, places.ancestors(made.post.place_id)):
        raise Forbidden("Your posts do not allow this here.")
    if duty not in {d.key for d in rules.duties}:
        raise Invalid("Choose one of the duties that the rules name.", field="duty")
    if not text.strip():
        raise Invalid("Say it in a few words.", field="text")
    if not made.starts_on <= done_on <= clock.today():
        raise Invalid("The day lies outside the term, or ahead.", field="done_on")
    row = DutyDone(
        appointment=made, duty=duty, done_on=done_on, text=text.strip()[:200], noted_by=actor.appointment_id,
        noted_at=clock.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"appointment": made.pk, "duty": duty, "done_on": str(done_on)}
    ledger.record(
        "structure:member:duty-noted", stream=made.post.body_id, actor=actor, codes=codes, texts={"text": row.text},
        persons={"text": made.person_id},
    )  # fmt: skip
    return row


@transaction.atomic
def set_election(body_id: int, *, next_on: date, actor: Actor) -> None:
    """Say when the committee is elected next. Raises Forbidden, NotFound, Invalid (it lies in the past)."""
    body = body_to_appoint(body_id, actor)
    if next_on <= clock.today():
        raise Invalid("The next election lies ahead.", field="next_on")
    if not Election.objects.filter(body=body).update(next_on=next_on):
        Election(body=body, next_on=next_on).save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"next_on": str(next_on)}
    ledger.record("structure:body:election-set", stream=body.pk, actor=actor, codes=codes)


@transaction.atomic
def set_legal_status(body_id: int, *, status: str, actor: Actor) -> None:
    """Say what a body is in law. Raises Forbidden, NotFound, Invalid."""
    body = body_to_appoint(body_id, actor)
    if status not in STATUSES:
        raise Invalid("Choose what it is.", field="status")
    if not LegalStatus.objects.filter(body=body).update(status=status, since=clock.today()):
        LegalStatus(body=body, status=status, since=clock.today()).save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"status": status}
    ledger.record("structure:body:legal-status-set", stream=body.pk, actor=actor, codes=codes)
