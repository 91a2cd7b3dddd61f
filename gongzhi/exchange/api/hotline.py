"""`/hooks/hotline`: a telephone exchange announces calls. See docs/doors.md."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the name of the house for marks

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.exchange.actions.doors import NotOpen, note_taken
from gongzhi.exchange.api.hooks import TooOld, Unsigned, door, posted
from gongzhi.exchange.rules import hotline as rules
from gongzhi.exchange.rules import signed
from gongzhi.people import public as people
from gongzhi.requests import public as requests

NAME = "hotline"


@door(lambda: settings.HOTLINE_SECRET)
def events(request: HttpRequest) -> HttpResponse:
    """An event of a call, signed as Twilio signs forms; 204, however often it is sent."""
    return posted(request, NAME, lambda body: _hear(request, body))


def _hear(request: HttpRequest, body: bytes) -> HttpResponse:
    try:
        form = QueryDict(body, encoding="utf-8")
    except ValueError:
        raise Invalid("The body is no form.") from None
    fields = [(name, value) for name, values in form.lists() for value in values]
    expected = signed.sign_form(settings.HOTLINE_SECRET, settings.SITE_ROOT + request.get_full_path(), fields)
    if not signed.same(expected, request.headers.get("X-Twilio-Signature", "")):
        raise Unsigned(N_("The signature is missing or wrong."))
    values = dict(fields)
    if not rules.in_time(values.get("Timestamp", ""), clock.now()):
        raise TooOld(N_("The signature is too old."))
    event = rules.event_of(values)
    if requests.hotline() is None:
        raise NotOpen(N_("This way in is not open here."))
    if event.event:
        requests.hear(requests.Announced(event.call_id, event.event, _normal(event.number), event.seat))
        note_taken(NAME)
    return HttpResponse(status=204)


def _normal(number: str) -> str:
    """E.164; a number that is none (an internal one) is not kept."""
    try:
        return people.normalise_phone(number) if number else ""
    except Invalid:
        return ""
