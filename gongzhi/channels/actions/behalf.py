"""Reporting for somebody else, with consent: who speaks, for whom, how and when it was given; it may be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind, Permission, require
from gongzhi.channels import events
from gongzhi.channels.models import Behalf
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

HOW = ("oral", "phone", "written")


@dataclass(frozen=True, slots=True)
class Consent:
    """For whom, and how they agreed; with a phone they hear the answer, too, and may take it back by a link."""

    name: str
    how: str
    on: date
    phone: str = ""


def _may(about: requests.Request, actor: Actor) -> None:
    """Who reported, by the own link, or staff who may know who asks. Raises Forbidden."""
    if actor.kind is ActorKind.RESIDENT and actor.via == "link":
        known = {r.person_id for r in requests.reporters_of(about.pk)}
        if actor.person_id not in known:
            raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE_COMPLAINANT)
        return
    require(actor, Permission.REQUEST_SEE_COMPLAINANT, places.ancestors(about.matter.place_id))


def report_for(reporter: requests.Reporter, consent: Consent, *, actor: Actor, submission: str) -> Behalf:
    """That `reporter` speaks for somebody else who agreed; sent twice it is once.

    Raises Forbidden, Invalid (name, how, on, phone), NotAllowed (it ended), Conflict (said before)."""
    about = reporter.request
    _may(about, actor)
    if not consent.name.strip():
        raise Invalid("Say for whom you report: a name or how they are called.", field="name")
    if consent.how not in HOW:
        raise Invalid("Say how they agreed.", field="how")
    if consent.on > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    draft = requests.Draft("", name=consent.name.strip(), contact_phone=consent.phone)
    with transaction.atomic():
        receipt = requests.join(about.pk, draft, actor=actor, contact_needed=False, idempotency_key=submission,
                                key_scope=f"behalf-{about.pk}")  # fmt: skip
        if receipt.again:
            return Behalf.objects.get(matter=about.pk)
        row = Behalf(matter_id=about.pk, speaker=reporter, principal_id=receipt.reporter_id, how=consent.how,
                     consent_on=consent.on)  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Conflict("It is kept already for whom this was reported.") from None
        codes: dict[str, str | int | bool | None] = {"how": consent.how, "on": consent.on.isoformat()}
        ledger.record(events.FOR_ANOTHER, stream=about.pk, actor=actor, codes=codes)
    return row


@transaction.atomic
def withdraw(behalf: Behalf, *, actor: Actor) -> None:
    """The consent is taken back; the holder is told and ends the request as withdrawn, or goes on in the open
    interest of all; who reported it is told, too. Raises Forbidden, NotAllowed, Conflict (taken back before)."""
    about = requests.read(behalf.matter_id)
    _may(about, actor)
    if about.matter.state not in procedures.LIVE:
        raise NotAllowed("This request has ended.")
    if not Behalf.objects.filter(pk=behalf.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        raise Conflict("The consent was taken back before.")
    text = _("Whom this was reported for has taken the consent back. End it as withdrawn, or say why it goes on.")
    procedures.comment(about.pk, internal_text=text, actor=actor, vouched=True)
    ledger.record(events.CONSENT_BACK, stream=about.pk, actor=actor, codes={})
    requests.consent_back(about, behalf.speaker)
