"""Orders of another office and their answers, as that office reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongzhi.exchange.models import AnswerOut
from gongzhi.notices.public import LATEST, Outgone
from gongzhi.requests import public as requests


def shown(about: requests.Request) -> dict[str, Any]:
    """The order as it stands."""
    matter = about.matter
    return {
        "number": about.outside_number,
        "request": about.number,
        "state": matter.state,
        "due_at": matter.due_at.isoformat() if matter.due_at else None,
    }


def answered(order: requests.OutsideOrder) -> dict[str, Any]:
    """The order with its answer and the columns of the office as they came."""
    about = order.request
    return shown(about) | {
        "id": answer_id(about.pk, about.round),
        "answered_at": about.answered_at.isoformat() if about.answered_at else None,
        "ending": about.ending,
        "answer": about.answer,
        "goes_to": about.goes_to,
        "returned": bool(about.goes_to),
        "round": about.round,
        "fields": requests.extra_of(order),
    }


def answer_id(request_id: int, turn: int) -> str:
    """What tells an answer from every other one, also from a later one of the same order."""
    return f"{request_id}-{turn}"


def pushed() -> Outgone:
    """What became of the latest answers that were to be pushed. One query."""
    rows = AnswerOut.objects.order_by("-id").values_list("next_try_at", "sent_at", "error")[:LATEST]
    done: list[datetime] = []
    waiting = failed = 0
    latest = ""
    for next_try_at, sent_at, error in rows:
        done += [sent_at] if sent_at else []
        waiting += next_try_at is not None
        failed += next_try_at is None and sent_at is None and bool(error)
        latest = latest or error
    return Outgone(max(done, default=None), waiting, failed, latest)
