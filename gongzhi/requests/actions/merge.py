"""Join a request with another one that says the same: every reporter hears so, and the other's answer (C1)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, queries, rules
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.answer import path_to, require_for
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.policies import ask_before

ENDING = "duplicate"


def merge(matter_id: int, *, into: str, actor: Actor, version: int | None = None) -> Request:
    """Close a request as the same as the open one with the number `into`; its reporters join that one.

    The actor must hold the first and be able to see the second. Raises Invalid (field `into`), NotAllowed, Conflict.
    """
    number = rules.clean_number(into)
    with transaction.atomic():
        request = Request.objects.select_related("matter").get(pk=matter_id)
        require_for(actor, Permission.REQUEST_HANDLE, request)
        target = Request.objects.select_related("matter").filter(number=number).exclude(pk=matter_id).first()
        if target is None:
            raise Invalid("There is no other request with this number.", field="into")
        try:
            target.matter = procedures.get(target.pk, actor)
        except NotFound:
            raise Invalid("There is no other request with this number.", field="into") from None
        if target.matter.state not in procedures.LIVE or target.joined_to_id is not None:
            raise Invalid("That request has ended; this one is handled for itself.", field="into")
        *before, last = path_to(request, ENDING)
        text = packs.active().text("merged", number=rules.spoken(target.number), title=queries.shown_title(target))
        choices = [*(procedures.Choice(key) for key in before), procedures.Choice(last, ENDING, public_text=text)]
        procedures.choose_all(matter_id, choices, actor=actor, version=version)
        now = clock.now()
        if not Request.objects.filter(pk=matter_id, joined_to=None).update(
            joined_to=target, ending=ENDING, answer=text, answered_at=now, updated_at=now
        ):
            raise NotAllowed("This request was joined with another one already.")
        ask_before(request)
        moved = _move_reporters(request, target)
        procedures.comment(target.pk, actor=actor, internal_text=rules.spoken(request.number), data={"what": "joined"})
        ledger.record(
            events.JOINED,
            stream=target.pk,
            actor=actor,
            codes={"reporters": Reporter.objects.filter(request=target).count(), "from": request.number},
        )
        notify.merged(target, moved)
        return target


def _move_reporters(request: Request, target: Request) -> list[Reporter]:
    """Each reporter of the one becomes a reporter of the other (once), who is given; the old link says where to."""
    old = list(Reporter.objects.filter(request=request).order_by("id"))
    persons = [r.person_id for r in old]
    known = set(Reporter.objects.filter(request=target, person_id__in=persons).values_list("person_id", flat=True))
    Reporter.objects.bulk_create(
        [
            Reporter(
                request=target,
                person_id=r.person_id,
                first=False,
                added_words=request.description if r.first else r.added_words,
            )
            for r in old
            if r.person_id not in known
        ]
    )
    return list(Reporter.objects.filter(request=target, person_id__in=persons).order_by("id"))
