"""Join a report that was made before: the same number, an own link, an own answer and rating (C1)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, queries, rules
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.intake import Receipt, claim, digest, receipt_of
from gongzhi.requests.actions.persons import person_of
from gongzhi.requests.models import IntakeKey, Reporter, Request
from gongzhi.requests.rules import Draft


def join(
    matter_id: int,
    draft: Draft,
    *,
    actor: Actor,
    contact_needed: bool = True,
    idempotency_key: str = "",
    key_scope: str = "",
) -> Receipt:
    """Add the person of `draft` to an open request; words in `draft.description` are added to it.

    Joining twice (signed in, or with the same `idempotency_key` in `key_scope`) gives the same receipt.
    Raises NotFound, NotAllowed (it ended meanwhile), InvalidMany, Conflict (the key was used for something else).
    """
    checked = Draft(
        description=draft.description or "同样的问题", name=draft.name, contact_phone=draft.contact_phone,
        contact_email=draft.contact_email, person_id=draft.person_id, place_id=draft.place_id, address="-",
    )  # fmt: skip
    rules.check_draft(checked, contact_needed=contact_needed)
    with transaction.atomic():
        key = queries.key_digest(key_scope or actor.kind, idempotency_key) if idempotency_key else ""
        if key:
            taken = claim(key, digest(draft))
            if taken is not None:
                return taken
        request = Request.objects.select_related("matter").filter(pk=matter_id).first()
        if request is None:
            raise NotFound("There is no such request.")
        if request.matter.state not in procedures.LIVE:
            raise NotAllowed("This request has ended. Please report anew.")
        if draft.person_id is not None:
            known = Reporter.objects.filter(request=request, person_id=draft.person_id).first()
            if known is not None:
                if key:
                    IntakeKey.objects.filter(key=key).update(reporter_id=known.pk)
                return receipt_of(known.pk, again=True)
        person_id = person_of(draft)
        reporter = Reporter.objects.create(
            request=request, person_id=person_id, first=False, added_words=draft.description.strip()
        )
        if draft.file_ids:
            files.attach(draft.file_ids, about=matter_id, by_person=person_id)
        procedures.comment(
            matter_id, actor=actor, internal_text=draft.description.strip(), data={"what": "joined"}, vouched=True
        )
        ledger.record(
            events.JOINED,
            stream=matter_id,
            actor=actor,
            codes={"reporters": Reporter.objects.filter(request=request).count()},
            texts={"words": draft.description.strip()},
            persons={"words": person_id},
        )
        notify.joined(request, reporter, draft)
        if key:
            IntakeKey.objects.filter(key=key).update(reporter_id=reporter.pk)
        return receipt_of(reporter.pk)
