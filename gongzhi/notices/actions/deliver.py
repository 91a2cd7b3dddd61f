"""The worker's sweep: claim due messages, hand them to the transport, write down what came of it.

A claim is one conditional update with a lease; the claim moves `next_try_at` to the end of the lease, so a message
of a killed worker is simply due again then. What was acknowledged and written down is never sent again. A worker
killed between the acknowledgement and writing it down leaves a message that is tried again with the same key:
at least once. The sandbox and any gateway that honours `Idempotency-Key` then drop the second one.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F

from gongzhi.core import clock, entropy
from gongzhi.notices import rules
from gongzhi.notices.kinds import TRANSPORTS
from gongzhi.notices.models import Message, unseal
from gongzhi.notices.rules import DeliveryFailed, Outgoing, State

log = logging.getLogger(__name__)
# So few that all their timeouts together end well within the lease.
CLAIM_AT_ONCE = 8


def deliver_due(limit: int = 100) -> int:
    """Try to deliver up to `limit` due messages; how many were tried. Call it outside a transaction."""
    tried = 0
    while tried < limit:
        claim = entropy.token_urlsafe(18)
        batch = _claim(claim, min(CLAIM_AT_ONCE, limit - tried))
        if not batch:
            break
        for message in batch:
            _deliver(message, claim)
        tried += len(batch)
    return tried


def _claim(claim: str, limit: int) -> list[Message]:
    now = clock.now()
    due = Message.objects.filter(next_try_at__lte=now)
    ids = list(due.order_by("next_try_at", "id").values_list("id", flat=True)[:limit])
    if not ids:
        return []
    due.filter(id__in=ids).update(
        state=State.SENDING, claimed_by=claim, next_try_at=now + rules.LEASE, attempts=F("attempts") + 1
    )
    return list(Message.objects.filter(id__in=ids, claimed_by=claim).order_by("id"))


def _deliver(message: Message, claim: str) -> None:
    now = clock.now()
    if message.next_try_at is None or now > message.next_try_at - timedelta(seconds=30):
        return  # too slow: the lease is about to end and another worker may take it
    later = rules.not_at_night(now, urgent=message.urgent, channel=message.channel)
    if later > now:
        _finish(message, claim, state=State.PENDING, next_try_at=later, attempts=message.attempts - 1)
        return
    if message.attempts > rules.MAX_ATTEMPTS:
        _finish(message, claim, state=State.FAILED, next_try_at=None, error="worker-died")
        return
    try:
        if not message.sealed:
            raise DeliveryFailed("nothing-to-send", for_good=True)
        to, text, subject = unseal(message.sealed, message.id)
        again = message.attempts > 1
        TRANSPORTS[message.channel](Outgoing(message.key, to, text, now, again=again, subject=subject))
    except DeliveryFailed as failure:
        _failed(message, claim, failure.reason, for_good=failure.for_good)
    except Exception:
        # Nothing that one message does may stop the others; the worker goes on and the failure page shows it.
        log.exception("message %s could not be delivered", message.id)
        _failed(message, claim, "internal-error", for_good=False)
    else:
        _finish(message, claim, state=State.SENT, next_try_at=None, sent_at=clock.now(), error="")


def _failed(message: Message, claim: str, reason: str, *, for_good: bool) -> None:
    again = None if for_good else rules.next_try(message.attempts, clock.now())
    if again is None:
        _finish(message, claim, state=State.FAILED, next_try_at=None, error=reason)
    else:
        _finish(message, claim, state=State.PENDING, next_try_at=again, error=reason)


def _finish(message: Message, claim: str, **values: str | int | datetime | None) -> None:
    if not Message.objects.filter(id=message.id, claimed_by=claim).update(claimed_by="", **values):
        log.warning("the claim of message %s was lost to another worker", message.id)
