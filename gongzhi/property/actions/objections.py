"""An objection (异议) to an order: raised once by the company, decided by somebody else than who issued the order."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.property import events
from gongzhi.property.actions.shared import goes_to, holds, once, tell
from gongzhi.property.models import Order, OrderObjection
from gongzhi.property.queries import objections
from gongzhi.property.rules.words import LIFTED, MEND, OBJECT, OBJECTION, UPHELD, WORDS_MAX

LEAST_WORDS = 5


def object_to(order: Order, words: str, *, actor: Actor, submission: str = "") -> OrderObjection:
    """The company says why the order is not right; the time to mend waits until it is decided. Once an order.

    Raises Forbidden (another company), NotAllowed (too late, replied or objected already, nobody to decide), Invalid,
    Conflict."""
    if orgs.successor_of(order.company_post_id) not in actor.post_ids:
        raise Forbidden("Only the company that the order is for can object to it.")
    if len(words.strip()) < LEAST_WORDS:
        raise Invalid("Say why the order is not right.", field="words")
    raised = once(OrderObjection, submission, lambda: _raise(order, words.strip()[:WORDS_MAX], actor, submission))
    if raised.order_id != order.pk:
        raise Conflict("This was sent for another order already.")
    return raised


def _raise(order: Order, words: str, actor: Actor, submission: str) -> OrderObjection:
    if objections.of(order) is not None:
        raise NotAllowed("The company has objected to this order already; that is possible once.")
    matter = holds(order, actor, MEND)
    order.refresh_from_db(fields=["replied_at"])
    if not objections.may_be_raised(order):
        raise NotAllowed("The time to object to this order is over. Report it as mended, or ask the office.")
    decider = objections.decider(order)
    if decider is None:
        raise NotAllowed("Nobody could decide on an objection here at present. Speak to the office.")
    made = OrderObjection(order=order, words=words, post_id=matter.holder_post_id, decider_id=decider,
                     submission=submission or None)  # fmt: skip
    made.save(force_insert=True)
    matter = procedures.choose(
        matter, outcome=OBJECT, actor=actor, vouched=True, version=matter.version, internal_text=words
    )
    order.matter = goes_to(matter, decider, actor, judge=True)
    ledger.record(events.OBJECTED, stream=order.pk, actor=actor, codes={"decider": decider})
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The company objects, to be decided: %(title)s") % {"title": matter.title}
    tell([decider, order.issuer_id], text, key=f"property-objected-{matter.pk}", about=matter.pk)
    return made


@transaction.atomic
def decide(order: Order, outcome: str, words: str, *, actor: Actor) -> None:
    """The order stands and its time runs on, or it is lifted; company and office hear the reason.

    Raises Forbidden (also: who issued the order), NotAllowed, Invalid, Conflict."""
    matter = holds(order, actor, OBJECTION)
    if objections.issued(order, actor):
        raise Forbidden("Who issued the order does not decide on the objection to it.")
    if outcome not in (UPHELD, LIFTED):
        raise Invalid("Choose whether the order stands.", field="outcome")
    if not words.strip():
        raise Invalid("Say why: the company and the office read it.", field="words")
    said = words.strip()[:WORDS_MAX]
    given = {"public_text": said} if outcome == LIFTED else {"internal_text": said}
    matter = procedures.choose(matter, outcome=outcome, actor=actor, vouched=True, version=matter.version, **given)
    changed = OrderObjection.objects.filter(pk=order.pk, decision="")
    if not changed.update(decision=outcome, answer=said, decided_at=clock.now()):
        raise Conflict("Somebody else decided on this objection meanwhile.")
    if outcome == LIFTED:
        Order.objects.filter(pk=order.pk).update(result=LIFTED)
        order.matter = matter
    else:
        order.matter = goes_to(matter, orgs.successor_of(order.company_post_id), actor)
    ledger.record(events.DECIDED, stream=order.pk, actor=actor, codes={"result": outcome})
    _tell_both(order, outcome, said)


def _tell_both(order: Order, outcome: str, words: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        title = order.matter.title
        if outcome == LIFTED:
            text = _("The objection was accepted, the order is lifted: %(title)s. %(words)s")
        else:
            text = _("The objection was not accepted, the time to mend runs on: %(title)s. %(words)s")
        said = text % {"title": title, "words": words}
    tell([order.company_post_id, order.issuer_id], said, key=f"property-decided-{order.pk}", about=order.pk)
