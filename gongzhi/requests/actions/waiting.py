"""Asking the resident (the clock waits) and extending (with a reason): the act and what the reporters hear, at once."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.worktime import Limit
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions import notify
from gongzhi.requests.models import Request


def ask(matter_id: int, *, question: str, actor: Actor, version: int | None = None) -> None:
    """Ask the reporters; the clock waits for their answer. Raises Invalid, Forbidden, NotAllowed, Conflict."""
    with transaction.atomic():
        matter = procedures.pause(matter_id, reason=question, actor=actor, version=version)
        request = Request.objects.get(pk=matter_id)
        request.matter = matter
        notify.asked(request, question)


def extend(matter_id: int, *, limit: Limit, reason: str, actor: Actor, version: int | None = None) -> None:
    """Move the date of the answer on, with a reason that the reporters hear. Raises as `ask`."""
    with transaction.atomic():
        matter = procedures.extend(matter_id, limit=limit, reason=reason, actor=actor, version=version)
        request = Request.objects.get(pk=matter_id)
        request.matter = matter
        notify.extended(request, reason)
