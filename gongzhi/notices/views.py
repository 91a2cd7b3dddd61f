"""Pages of the inbox and of messages that did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.kit.crypto import CannotDecrypt
from gongzhi.notices.models import Message
from gongzhi.notices.public import address_of, failures, inbox, mark_all_read, mark_read, opens, receiver_of, retry
from gongzhi.notices.queries.words import reason_of
from gongzhi.notices.rules import LATE_AFTER, Channel, State
from gongzhi.people.public import mask_contact

KINDS: dict[str, str] = {Channel.SMS: "phone", Channel.MAIL: "email", Channel.WECHAT: "wechat"}
STATES = {
    State.FAILED: (gettext_noop("given up"), "red"),
    State.PENDING: (gettext_noop("will be tried again"), "yellow"),
    State.SENDING: (gettext_noop("being sent"), "blue"),
}


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.person_id is None:
        raise Forbidden("Your posts do not allow this here.")
    return actor


def _person(request: HttpRequest) -> int:
    person_id = _actor(request).person_id
    assert person_id is not None
    return person_id


@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """The messages of the signed-in person, newest first."""
    page = inbox(_person(request), after=request.GET.get("after", ""))
    context = {"page": page, "unread": any(m.read_at is None for m in page.items), "opens": opens()}
    return render(request, "notices/inbox.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(person_id=_person(request))
    messages.success(request, _("All are marked as read."))
    return redirect("notices:inbox")


@require_POST
def open_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark one message as read and go to what it is about, where there is a page of it."""
    person_id = _person(request)
    mark_read(message_id, person_id=person_id)
    return redirect(address_of(message_id, person_id=person_id) or "notices:inbox")


@require_safe
def failures_page(request: HttpRequest) -> HttpResponse:
    """What failed or is late, with the reason; the receiver is masked, the text is not shown."""
    page = failures(_actor(request), after=request.GET.get("after", ""))
    return render(request, "notices/failures.html", {"page": page, "rows": [_row(m) for m in page.items]})


def _row(message: Message) -> dict[str, object]:
    word, colour = STATES[State(message.state)]
    late = message.next_try_at is not None and message.next_try_at < clock.now() - LATE_AFTER
    return {
        "message": message,
        "state": _("late") if late else _(word),
        "colour": "red" if late else colour,
        "reason": reason_of(message.error),
        "to": _receiver(message),
        "failed": message.state == State.FAILED,
    }


def _receiver(message: Message) -> str:
    try:
        return mask_contact(KINDS[message.channel], receiver_of(message))
    except CannotDecrypt:
        return "—"


@require_POST
def retry_one(request: HttpRequest, message_id: int) -> HttpResponse:
    """Try a message again that was given up."""
    retry(message_id, actor=_actor(request))
    messages.success(request, _("The message will be tried again now."))
    return redirect("notices:failures")
