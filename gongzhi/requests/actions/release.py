"""Release an answer to the board: masked, scanned, by somebody who may (B4)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.places.public import PlaceKind
from gongzhi.requests import events
from gongzhi.requests.models import Request

BOARD = "affairs"


def release(
    matter_id: int, *, actor: Actor, title: str, question: str, answer_text: str, override_reason: str = ""
) -> int:
    """Publish what was asked and answered, in the words given here; returns the posting's id.

    Personal data in the words is named and blocks the release (`disclosure.publish`). A type that is not publishable,
    a reporter who asked for privacy, or a request without an answer raises NotAllowed.
    """
    with transaction.atomic():
        request = Request.objects.select_related("matter").get(pk=matter_id)
        require(actor, Permission.REQUEST_RELEASE, places.ancestors(request.matter.place_id))
        if request.answered_at is None:
            raise NotAllowed("There is no answer yet.")
        if request.released_at is not None:
            raise NotAllowed("This answer is on the board already.")
        if is_private(request):
            raise NotAllowed("This request is private and is not published.")
        posting = disclosure.publish(
            board=BOARD,
            title=title,
            text=answer_text,
            place_id=community_of(request.matter.place_id),
            about=matter_id,
            answered=answered_of(request, question.strip()),
            key=f"request:{matter_id}:{request.round}",
            actor=actor,
            override_reason=override_reason,
        )
        mark_released(matter_id, BOARD, posting.pk, actor)
        return posting.pk


def answered_of(request: Request, question: str = "") -> disclosure.Answered | None:
    """Who answered and when, as the board says it; None where there is no answer."""
    if request.answered_at is None:
        return None
    unit = orgs.post_label(request.answered_by_id) if request.answered_by_id else ""
    return disclosure.Answered(question, unit, request.created_at, request.answered_at)


def mark_released(matter_id: int, board: str, posting: int, actor: Actor) -> None:
    """The answer stands on the board from now on."""
    Request.objects.filter(pk=matter_id, released_at=None).update(released_at=clock.now(), updated_at=clock.now())
    ledger.record(events.RELEASED, stream=matter_id, actor=actor, codes={"board": board, "posting": posting})


def is_private(request: Request) -> bool:
    """Whether nothing of it may stand on a board: its reporter or its type says so (also a type that is gone)."""
    try:
        return request.keep_private or not packs.active().request_type(request.type_key).publishable
    except KeyError:
        return True


def community_of(place_id: int) -> int:
    """The community of a place (above them: the place itself): boards say no finer place than that."""
    homes = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
    return next((p.pk for p in reversed(places.chain(place_id)) if p.kind in homes), place_id)
