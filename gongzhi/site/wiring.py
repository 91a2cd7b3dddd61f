"""Connects contexts that must not know each other: lower ones offer a hook, higher ones answer it."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.channels import public as channels
from gongzhi.core.errors import NotFound
from gongzhi.core.ids import new_id
from gongzhi.deliberation import public as deliberation
from gongzhi.disclosure import public as disclosure
from gongzhi.duty import public as duty
from gongzhi.elections import public as elections
from gongzhi.exchange import public as exchange
from gongzhi.incidents import public as incidents
from gongzhi.ledger import public as ledger
from gongzhi.mediation import public as mediation
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.patrol import public as patrol
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.property import public as property_
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from gongzhi.site.documents import DOCUMENTS
from gongzhi.standards import public as standards
from gongzhi.structure import public as structure
from gongzhi.voting import public as voting


def connect() -> None:
    """Wire every hook; doing it twice changes nothing."""
    _connect_beside()
    people.on_code(send_code)
    for kind, finder in DOCUMENTS.items():
        ledger.register_document(kind, finder)
    places.on_moved(procedures.follow_place)
    structure.on_points(requests.points_of)
    orgs.on_open_work(procedures.held_by)
    orgs.on_succession(tell_stand_in)
    orgs.before_appointing(elections.refuse_others)
    notices.on_open(requests.desk_address)
    notices.on_open(requests.routing_address)
    notices.on_open(structure.page_address)
    structure.on_attended(structure.meetings_attended)
    structure.on_changed(standards.mark)
    disclosure.on_disclosed(standards.mark)
    duty.on_changed(standards.mark)
    standards.register_measure("joint_meetings", structure.measure_meetings)
    for address in (structure.desk_address, structure.agreement_address, structure.booking_address):
        notices.on_open(address)
    notices.on_open(structure.emergency_address)
    structure.on_need(take_need)
    procedures.on_effect("closed", structure.on_commitment_closed)
    procedures.on_effect("closed", structure.on_forming_closed)
    places.on_figure(structure.follow_figure)
    for name, function in structure.MEASURES.items():
        standards.register_measure(name, function)
    standards.register_measure("concurrent_members", structure.concurrent_members)
    standards.register_measure("legal_status", structure.legal_status)
    for effect in structure.TOLD:
        procedures.on_effect(effect, structure.on_effect)
    for effect in requests.STAFF_TEXTS:
        procedures.on_effect(effect, requests.on_effect)
    for effect in requests.TOGETHER_EFFECTS:
        procedures.on_effect(effect, requests.on_together)
    procedures.on_effect("publish", requests.on_publish)
    procedures.on_effect("publish", deliberation.on_publish)
    procedures.on_effect("step-entered", deliberation.on_step)
    notices.on_open(deliberation.desk_address)
    voting.on_bar(deliberation.reviews.bars)
    voting.on_bar(elections.bars)
    voting.on_owned(elections.owner_of)
    voting.on_owned(deliberation.owner_of)
    for effect in deliberation.SUPERVISED:
        procedures.on_effect(effect, deliberation.on_supervised)
    notices.on_open(elections.desk_address)
    notices.on_open(property_.desk_address)
    for effect in ("closed", "reopened"):
        procedures.on_effect(effect, requests.on_ended_or_reopened)
    requests.on_beside(mediation.beside_request)
    for offered in (
        places.MEASURES, orgs.MEASURES, requests.MEASURES, disclosure.MEASURES, deliberation.MEASURES,
        patrol.MEASURES, channels.MEASURES, duty.MEASURES, reception.MEASURES,
    ):  # fmt: skip
        for name, function in offered.items():
            standards.register_measure(name, function)
    places.on_moved(standards.follow_place)
    orgs.on_succession(standards.follow_post)


def _connect_beside() -> None:
    """What stands beside requests: it is asked before they end, and told when they did; where messages lead."""
    procedures.on_effect("closed", mediation.of_requests.on_closed)
    for effect in ("resumed", "step-entered"):
        procedures.on_effect(effect, mediation.of_requests.on_gone_on)
    requests.on_waiting(mediation.request_waits)
    requests.on_beside(channels.for_staff, channels.for_own)
    requests.before_answering(reception.refuse_unanswered)
    requests.on_answered(reception.follow_answer)
    requests.on_answered(exchange.note_answer)
    procedures.on_effect("reopened", reception.on_reopened)
    requests.on_forget(reception.forget_words)
    requests.on_filed(incidents.on_filed)
    incidents.on_watch(duty.keepers)
    requests.on_mark(incidents.MARK)
    requests.on_beside(incidents.beside)
    requests.on_beside(incidents.offers)
    procedures.on_effect("closed", incidents.on_closed)
    procedures.on_effect("reopened", incidents.on_reopened)
    notices.on_open(incidents.desk_address)
    requests.on_beside(reception.beside, reception.beside_own)
    notices.on_open(standards.desk_address)
    notices.on_open(channels.address_of)
    notices.on_open(disclosure.query_address)


def send_code(message: people.CodeToSend) -> None:
    """A sign-in code as a text message, in the words of the pack; at night too, since somebody waits for it."""
    try:
        text = packs.active().text("verification_code", code=message.code, minutes=message.minutes)
    except (NotFound, KeyError):
        with translation.override(settings.LANGUAGE_CODE):
            values = {"code": message.code, "minutes": message.minutes}
            text = _("Your code is %(code)s, valid for %(minutes)s minutes. Tell nobody.") % values
    notices.send(channel=notices.Channel.SMS, text=text, key=message.key, phone=message.phone, urgent=True)


def take_need(need: structure.EmergencyNeed, channel: str, actor: Actor, key: str) -> structure.EmergencyTaken:
    """A need of somebody who stays at home in an emergency, as an ordinary request."""
    draft = requests.Draft(
        need.words, type_key=need.type_key, name=need.name, contact_phone=need.phone, place_id=need.place_id,
        address=need.address,
    )  # fmt: skip
    taken = requests.intake(draft, actor=actor, channel=channel, idempotency_key=key, key_scope="emergency")
    return structure.EmergencyTaken(taken.matter_id, taken.number, taken.link)


def tell_stand_in(post_id: int, why: str) -> None:
    """Tell who now has the work of an absent colleague, or the superior where nobody stands in; when A is back, A."""
    if why not in {"absence-began", "absence-ended"}:
        return
    holder = orgs.holder_of(post_id)
    with translation.override(settings.LANGUAGE_CODE):
        values = {"post": orgs.post_label(post_id), "n": procedures.held_by(post_id)}
        if why == "absence-ended":
            if not holder.standing_in:
                text = _("Welcome back. The work of %(post)s is yours again. Open: %(n)s.") % values
                _tell(holder.person_id, text, why)
        elif holder.standing_in:
            _tell(
                holder.person_id, _("You stand in for %(post)s from now on. Open with that post: %(n)s.") % values, why
            )
        elif holder.person_id is None:
            above = orgs.superior_of(post_id)
            if above is not None:
                text = _("Nobody stands in for %(post)s, whose holder is away. Open with that post: %(n)s.") % values
                _tell(orgs.holder_of(above).person_id, text, why)


def _tell(person_id: int | None, text: str, why: str) -> None:
    if person_id is not None:
        notices.send(channel=notices.Channel.INAPP, text=text, key=f"{why}-{new_id()}", person_id=person_id)
