"""Orders to mend (整改通知): issued, answered with proof, looked at again, closed or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.numbers import new_number
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.property import events
from gongzhi.property.actions.shared import Codes, goes_to, holds, once, tell
from gongzhi.property.models import Estate, Finding, Order
from gongzhi.property.queries import estates as queries
from gongzhi.property.queries import orders
from gongzhi.property.rules.words import BACK, CLOSED, LIFTED, MEND, ORDER, RECHECK, REPORT, WORDS_MAX

OFFICE = Permission.PROPERTY_MANAGE


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What is to be mended, within how many working days; `finding_id`: what the third party had found."""

    about: str
    words: str
    days: int
    finding_id: int | None = None


def issue(estate: Estate, draft: OrderDraft, *, actor: Actor, submission: str = "") -> Order:
    """Order the company of an estate to mend something. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    held = queries.post_for(actor, OFFICE, estate)
    rules = queries.rules()
    if draft.about not in {c.key for c in rules.checks}:
        raise Invalid("Choose what it is about.", field="about")
    if len(draft.words.strip()) < 5:
        raise Invalid("Write what is to be mended, and where.", field="words")
    if not 1 <= draft.days <= 60:
        raise Invalid("Between 1 and 60 working days.", field="days")
    contract = queries.contracts_on([estate.pk]).get(estate.pk)
    post = orders.company_post(contract) if contract is not None else None
    if contract is None or post is None:
        raise NotAllowed("No company that could be told manages this estate at present.")

    def make() -> Order:
        found = _finding(estate, draft)
        with translation.override(settings.LANGUAGE_CODE):
            about = queries.named(rules.checks, draft.about)
            title = _("Order to mend: %(about)s, %(estate)s") % {"about": about, "estate": estate.name}
        matter = procedures.open_matter(
            kind=ORDER, procedure=rules.order, place_id=estate.place_id, title=title[:120], holder_post=post,
            holder_person=orgs.holder_of(post).person_id, actor=actor, limit=Limit(draft.days, Unit.WORKING_DAYS),
            type_key=draft.about,
        )  # fmt: skip
        order = Order(
            matter=matter, number=new_number(), contract=contract, finding=found, about=draft.about,
            words=draft.words.strip()[:WORDS_MAX], issuer_id=held.post_id, company_post_id=post,
            submission=submission or None,
        )  # fmt: skip
        order.save(force_insert=True)
        codes: Codes = {
            "estate": estate.pk, "company": contract.company_id, "about": draft.about, "number": order.number,
        }  # fmt: skip
        ledger.record(events.ORDERED, stream=matter.pk, actor=actor, codes=codes)
        tell([post], title, key=f"property-order-{matter.pk}", about=matter.pk)
        return order

    return once(Order, submission, make)


def _finding(estate: Estate, draft: OrderDraft) -> Finding | None:
    if draft.finding_id is None:
        return None
    rows = Finding.objects.filter(pk=draft.finding_id, fine=False, order=None, check_made__contract__estate=estate)
    if (found := rows.first()) is None:
        raise Invalid("An order was issued about this already.", field="finding")
    return found


@transaction.atomic
def reply(order: Order, words: str, photos: Sequence[int] = (), *, actor: Actor) -> None:
    """The company says that it is mended, with proof; it goes to the post that issued the order.

    Raises Forbidden, NotAllowed, Invalid (no words, no proof)."""
    matter = holds(order, actor, MEND)
    if not words.strip():
        raise Invalid("Say what was done.", field="words")
    if not photos:
        raise Invalid("Add at least one photo or PDF that shows it.", field="photo1")
    files.attach(photos, about=matter.pk)
    now = clock.now()
    matter = procedures.choose(
        matter, outcome=REPORT, actor=actor, vouched=True, version=matter.version, internal_text=words.strip()
    )
    order.matter = goes_to(matter, orgs.successor_of(order.issuer_id), actor)
    Order.objects.filter(pk=order.pk).update(reply=words.strip()[:WORDS_MAX], replied_at=now)
    in_time = matter.due_at is None or now <= matter.due_at
    ledger.record(events.ANSWERED, stream=order.pk, actor=actor, codes={"in_time": in_time, "photos": len(photos)})
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Reported as mended, to be looked at: %(title)s") % {"title": matter.title}
    tell([order.matter.holder_post_id], text, key=f"property-replied-{matter.pk}-{matter.version}", about=matter.pk)


@transaction.atomic
def recheck(order: Order, outcome: str, words: str, *, actor: Actor) -> None:
    """The office has looked: closed, sent back to be mended once more, or lifted because it was not due.

    Raises Forbidden, NotAllowed, Invalid (no words)."""
    matter = holds(order, actor, RECHECK)
    if outcome not in (CLOSED, BACK, LIFTED) or procedures.step_of(matter).outcome(outcome) is None:
        raise Invalid("Choose how it was found on the spot.", field="outcome")
    if not words.strip():
        raise Invalid("Say what was found on the spot.", field="words")
    said = words.strip()[:WORDS_MAX]
    given = {"public_text": said} if outcome != BACK else {"internal_text": said}
    matter = procedures.choose(matter, outcome=outcome, actor=actor, vouched=True, version=matter.version, **given)
    if outcome == BACK:
        order.matter = goes_to(matter, orgs.successor_of(order.company_post_id), actor)
        Order.objects.filter(pk=order.pk).update(rounds=F("rounds") + 1)
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Not mended yet: %(title)s. %(words)s") % {"title": matter.title, "words": said}
        tell([order.matter.holder_post_id], text, key=f"property-back-{matter.pk}-{matter.version}", about=matter.pk)
    else:
        Order.objects.filter(pk=order.pk).update(result=outcome)
        order.matter = matter
    ledger.record(events.RECHECKED, stream=order.pk, actor=actor, codes={"result": outcome})
