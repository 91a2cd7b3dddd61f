"""Answers to orders of another office (12345), pushed to the address that it named: each once, by its id.

A row stands in the outbox from the transaction of the answer on. A claim is one conditional update with a lease; a push
that was not acknowledged, or whose worker died, is tried again with the same id, and the other side drops what it has.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime

from django.conf import settings
from django.db.models import F

from gongzhi.core import clock, entropy
from gongzhi.exchange.models import AnswerOut
from gongzhi.exchange.queries import orders
from gongzhi.exchange.rules import pushing, signed
from gongzhi.kit.outward import Unreachable, post_json
from gongzhi.requests import public as requests

log = logging.getLogger(__name__)


class _Failed(Exception):
    """The other side did not acknowledge; the text is a closed code."""


def note_answer(request: requests.Request) -> None:
    """Handler of `requests.on_answered`: an answer to an order by the interface waits to be pushed."""
    if not settings.ORDERS_ANSWERS_URL or request.imported_id is None:
        return
    if requests.OutsideOrder.objects.filter(pk=request.pk).exclude(body="").exists():
        row = AnswerOut(request=request, round=request.round, next_try_at=clock.now())
        AnswerOut.objects.bulk_create([row], ignore_conflicts=True)


def push_answers(limit: int = 20) -> int:
    """The worker's part: push what is due; how many were tried. Call it outside a transaction."""
    if not settings.ORDERS_ANSWERS_URL:
        return 0
    due = AnswerOut.objects.filter(next_try_at__lte=clock.now())
    ids = list(due.order_by("next_try_at", "id").values_list("pk", flat=True)[:limit])
    for pk in ids:
        claim = entropy.token_urlsafe(18)
        now = clock.now()
        taken = AnswerOut.objects.filter(pk=pk, next_try_at__lte=now)
        if taken.update(claimed_by=claim, next_try_at=now + pushing.LEASE, attempts=F("attempts") + 1):
            _push(pk, claim)
    return len(ids)


def _push(pk: int, claim: str) -> None:
    row = AnswerOut.objects.get(pk=pk)
    try:
        order = requests.OutsideOrder.objects.select_related("request__matter").get(pk=row.request_id)
        if order.request.round != row.round:  # reopened before it could go: what is answered then goes
            _finish(row, claim, None, error="")
            return
        _post(orders.answer_id(row.request_id, row.round), orders.answered(order))
    except _Failed as failure:
        _finish(row, claim, pushing.next_push(row.attempts, clock.now()), error=str(failure))
    except Exception:
        # one answer does not stop the others: the worker goes on, the page of the doors shows it
        log.exception("answer %s could not be pushed", row.pk)
        _finish(row, claim, pushing.next_push(row.attempts, clock.now()), error="internal-error")
    else:
        _finish(row, claim, None, error="", sent_at=clock.now())


def _finish(row: AnswerOut, claim: str, again: datetime | None, *, error: str, sent_at: datetime | None = None) -> None:
    mine = AnswerOut.objects.filter(pk=row.pk, claimed_by=claim)
    if not mine.update(claimed_by="", next_try_at=again, error=error, sent_at=sent_at):
        log.warning("the claim of answer %s was lost to another worker", row.pk)


def _post(key: str, said: dict[str, object]) -> None:
    """POST the answer as signed JSON; returns only when it is acknowledged (2xx), else raises _Failed."""
    body = json.dumps(said, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Idempotency-Key": key, "X-Gongzhi-Timestamp": stamp,
        "X-Gongzhi-Signature": signed.sign(settings.ORDERS_SECRET, stamp, body),
    }  # fmt: skip
    try:
        status = post_json(settings.ORDERS_ANSWERS_URL, body, headers, seconds=pushing.TIMEOUT_SECONDS)
    except Unreachable as error:
        raise _Failed(str(error)) from error
    if not 200 <= status < 300:
        raise _Failed(f"gateway-{status}")
