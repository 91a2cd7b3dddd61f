"""A Party organisation is formed: applied for, approved (body and post stand at once), headed, made public."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, post_for, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.actions.forming_check import Proposal as Proposal
from gongzhi.structure.actions.forming_check import check
from gongzhi.structure.kinds import FORMING
from gongzhi.structure.models import Forming, FormingPartner, FormingUnit
from gongzhi.structure.queries import forming as queries

Codes = dict[str, str | int | bool | None]
BASES = (orgs.Basis.ELECTED, orgs.Basis.ASSIGNED)


def _codes(row: Forming, partners: int) -> Codes:
    return {
        "unit": row.unit_id, "mode": row.mode, "tie": row.tie, "form": row.form, "parent": row.parent_id,
        "partners": partners,
    }  # fmt: skip


@transaction.atomic
def begin(unit_id: int, asked: Proposal, *, actor: Actor) -> procedures.Matter:
    """Apply for an organisation of a unit: the pack's procedure begins with the survey and goes on for the opinion.

    Raises Forbidden (`forming:edit`), NotFound, Invalid (mode, form, tie, name, parent, partners, words), Conflict (it
    has one, or a procedure runs).
    """
    unit = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    held = post_for(actor, Permission.FORMING_EDIT, places.ancestors(unit.place_id))
    _words(asked.words)
    FormingUnit.objects.select_for_update().get(pk=unit.pk)  # one at a time
    found = check(unit, asked)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Forming: %(name)s") % {"name": found.name}
    matter = procedures.open_matter(
        kind=FORMING, procedure=queries.rules_now().procedure, place_id=unit.place_id, title=title[:200],
        holder_post=held.post_id, holder_person=actor.person_id, actor=actor,
    )  # fmt: skip
    row = Forming(
        matter=matter, unit=unit, mode=asked.mode, tie=asked.tie, form=asked.form, name=found.name,
        post_title=found.post_title, parent=found.parent,
    )  # fmt: skip
    row.save(force_insert=True)
    _join(row, found.partners)
    codes = _codes(row, len(found.partners))
    ledger.record(events.FORMING_BEGUN, stream=matter.pk, actor=actor, codes=codes, texts={"name": row.name})
    return procedures.choose(matter.pk, outcome="proposed", actor=actor, internal_text=asked.words.strip())


def _words(text: str) -> None:
    """Something is said, without numbers of people. Raises Invalid, `PersonalDataFound`."""
    if not text.strip():
        raise Invalid("Say it in a few words.", field="words")
    disclosure.check_texts({"words": text}, reason="internal")


def _join(row: Forming, partners: list[FormingUnit]) -> None:
    FormingPartner.objects.filter(forming=row).delete()
    for other in partners:
        FormingPartner(forming=row, unit=other).save(force_insert=True)


def _held(matter_id: int, actor: Actor, step: str) -> Forming:
    """The application, where the actor's post holds its matter in that step. Raises NotFound, Forbidden, Conflict."""
    row = queries.of_matter(matter_id)
    matter = row.matter
    if matter is None or actor.holding(matter.holder_post_id) is None:
        raise Forbidden("Your posts do not allow this here.")
    if matter.step != step or not row.live:
        raise Conflict("This has gone on meanwhile. Please look again.")
    return row


@transaction.atomic
def propose_again(matter_id: int, asked: Proposal, *, actor: Actor) -> procedures.Matter:
    """Change an application that was sent back, and send it on. Raises as `begin`."""
    row = _held(matter_id, actor, "survey")
    _words(asked.words)
    found = check(row.unit, asked, but=row)
    Forming.objects.filter(pk=row.pk).update(
        mode=asked.mode, tie=asked.tie, form=asked.form, name=found.name, post_title=found.post_title,
        parent=found.parent,
    )  # fmt: skip
    row.refresh_from_db()
    _join(row, found.partners)
    codes = _codes(row, len(found.partners))
    ledger.record(events.FORMING_CHANGED, stream=matter_id, actor=actor, codes=codes, texts={"name": row.name})
    return procedures.choose(matter_id, outcome="proposed", actor=actor, internal_text=asked.words.strip())


def _as_proposal(row: Forming, partners: list[FormingUnit]) -> Proposal:
    ids = tuple(p.pk for p in partners)
    return Proposal(row.mode, row.form, row.name, "-", row.tie, row.post_title, row.parent_id, ids)


@transaction.atomic
def establish(matter_id: int, *, actor: Actor, words: str, starts_on: date | None = None) -> orgs.Body:
    """Approve: the body and the post of its head stand from `starts_on` (today) at the unit's place, under its parent.

    Who holds the step of approval may; all is checked again. Raises Forbidden, NotFound, Conflict, Invalid (starts_on
    before today, words, or what no longer holds).
    """
    row = _held(matter_id, actor, "approve")
    first = starts_on or clock.today()
    if first < clock.today():
        raise Invalid("It stands from today or later.", field="starts_on")
    if not words.strip():
        raise Invalid("Say it in a few words.", field="words")
    units = [row.unit, *queries.partners_of(row)]
    list(FormingUnit.objects.select_for_update().filter(pk__in=[u.pk for u in units]).order_by("id"))
    found = check(row.unit, _as_proposal(row, units[1:]), but=row)
    rules, kind = queries.rules_now(), queries.kind_now(row.unit)
    body_kind = kind.body_kind if kind.body_kind and found.form == rules.forms[0] else found.form.body_kind
    # The approval is the authority: it needs no right of the approver to set up bodies otherwise.
    body = orgs.add_body(
        actor=SYSTEM, kind=body_kind, name=row.name, place_id=row.unit.place_id, parent_id=found.parent.pk,
        starts_on=first,
    )  # fmt: skip
    post = orgs.add_post(
        actor=SYSTEM, body_id=body.pk, kind=found.form.post_kind, title=row.post_title, leads=True,
    )  # fmt: skip
    if not Forming.objects.filter(pk=row.pk, body=None).update(body=body):
        raise Conflict("This has gone on meanwhile. Please look again.")
    FormingUnit.objects.filter(pk__in=[u.pk for u in units]).update(organisation=body)
    codes = _codes(row, len(units) - 1) | {
        "matter": matter_id, "body": body.pk, "post": post.pk, "starts_on": first.isoformat(),
    }  # fmt: skip
    ledger.record(events.FORMED, stream=body.pk, actor=actor, codes=codes)
    procedures.choose(matter_id, outcome="established", actor=actor, internal_text=words.strip())
    for place_id in dict.fromkeys(u.place_id for u in units):
        changed(place_id)
    return body


@transaction.atomic
def elect(
    matter_id: int, *, actor: Actor, person_id: int, basis: str = orgs.Basis.ELECTED, starts_on: date | None = None,
    words: str = "",
) -> orgs.Appointment:  # fmt: skip
    """Enter who heads the organisation, by election or appointment.

    Who holds the step may. Raises Forbidden, NotFound, Conflict (somebody holds the post), Invalid (basis, starts_on).
    """
    row = _held(matter_id, actor, "elect")
    body = row.body
    if body is None:
        raise NotFound("There is no such body.")
    if basis not in BASES:
        raise Invalid("Choose election or appointment.", field="basis")
    first = starts_on or max(clock.today(), body.starts_on)
    if first < max(clock.today(), body.starts_on):
        raise Invalid("It begins today or later, and not before the organisation stands.", field="starts_on")
    post = orgs.Post.objects.filter(body=body, leads=True).order_by("id").first()
    if post is None:
        raise NotFound("There is no such post.")
    made = orgs.appoint(actor=SYSTEM, person_id=person_id, post_id=post.pk, starts_on=first, basis=basis)
    with translation.override(settings.LANGUAGE_CODE):
        said = words.strip() or _("In office from %(day)s.") % {"day": first.isoformat()}
    procedures.choose(matter_id, outcome="appointed", actor=actor, internal_text=said)
    return made


@transaction.atomic
def publish(matter_id: int, *, actor: Actor, text: str, override_reason: str = "") -> procedures.Matter:
    """Make it public on the pack's board and end the matter (without a board: only noted).

    Who holds the step and `board:publish` may. `override_reason` lets warnings of personal data stand.
    Raises Forbidden, NotFound, Conflict, Invalid (text), `PersonalDataFound`.
    """
    row = _held(matter_id, actor, "publish")
    board = queries.rules_now().board
    if board:
        with translation.override(settings.LANGUAGE_CODE):
            title = _("%(name)s has been formed") % {"name": row.name}
        place_id = queries.community_of(row.unit.place_id).pk
        disclosure.publish(
            board=board,
            title=title[:80],
            text=text,
            place_id=place_id,
            actor=actor,
            key=f"forming-{row.pk}",
            override_reason=override_reason,
        )
    return procedures.choose(matter_id, outcome="published", actor=actor, public_text=text.strip())


@transaction.atomic
def withdraw(matter_id: int, *, actor: Actor, words: str) -> procedures.Matter:
    """Take an application back before it is approved, by who may apply here, whoever holds it now.

    Raises Forbidden (`forming:edit`), NotFound, Invalid (words), NotAllowed (approved already).
    """
    row = queries.of_matter(matter_id)
    require(actor, Permission.FORMING_EDIT, places.ancestors(row.unit.place_id))
    if not words.strip():
        raise Invalid("Say why.", field="words")
    if row.body_id is not None or not row.live:
        raise Conflict("It has been approved or has ended already.")
    return procedures.choose(matter_id, outcome="withdrawn", actor=actor, public_text=words.strip(), vouched=True)


def on_closed(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's `closed` (wired by `site`): the unit is free for another application."""
    if matter.kind == FORMING:
        Forming.objects.filter(matter=matter.pk).update(live=False)
