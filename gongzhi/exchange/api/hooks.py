"""Doors in for other systems: `/hooks/sms/generic`, `/hooks/sms/form`, `/hooks/microblog`. See docs/doors.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the name of the house for marks
from django.views.decorators.csrf import csrf_exempt

from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden, Invalid, InvalidMany, Unavailable
from gongzhi.exchange.actions.doors import Inbound, Taken, note_failure, take_in
from gongzhi.exchange.api.problems import of_domain, problem
from gongzhi.exchange.rules import signed as rules
from gongzhi.kit.errors import text_of
from gongzhi.people import public as people

BODY_MAX = 64 * 1024
TEXT_MAX = 4000
PHOTOS_SHOWN = 9
Make = Callable[[HttpRequest, bytes], Inbound]


class Unsigned(Forbidden):
    """The signature is missing, wrong or too old."""

    code = "bad-signature"


class TooOld(Unsigned):
    """The time that was signed is more than five minutes off."""

    code = "too-old"


def words_of(error: DomainError) -> str:
    """A refusal as the sender reads it: the first thing that is wrong."""
    return text_of(next(iter(error.errors.values()))) if isinstance(error, InvalidMany) else text_of(error)


def body_of(request: HttpRequest, most: int = BODY_MAX) -> bytes | None:
    """The body; None where it is too large (it is then not read)."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > most:
        return None
    return request.body if len(request.body) <= most else None


def door(secret: Callable[[], str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A door that is there only where its secret is set; it speaks the language of the installation."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not secret():
                return problem(404)
            with translation.override(settings.LANGUAGE_CODE):
                return view(request, *args, **kwargs)

        return wrapped

    return decorate


def receive(request: HttpRequest, name: str, make: Make, done: Callable[[Taken], HttpResponse]) -> HttpResponse:
    """Read, check, take in what becomes a request."""
    return posted(request, name, lambda body: done(take_in(make(request, body))))


def posted(request: HttpRequest, name: str, act: Callable[[bytes], HttpResponse]) -> HttpResponse:
    """Act on the body of a POST; every refusal is problem details and shows on the page of the doors."""
    if request.method != "POST":
        refusal = problem(405)
        refusal.headers["Allow"] = "POST"
        return refusal
    body = body_of(request)
    if body is None:
        note_failure(name, "too-large")
        return problem(413)
    try:
        return act(body)
    except Unavailable:
        raise  # busy: the middleware says when to try again
    except DomainError as error:
        note_failure(name, error.code)
        if isinstance(error, InvalidMany):
            return problem(422, words_of(error), code=error.code)
        return of_domain(error)


def signed_json(request: HttpRequest, body: bytes, secret: str) -> tuple[dict[str, object], str]:
    """The JSON object of a signed body, and the digest of its signature (it holds once)."""
    stamp = request.headers.get("X-Gongzhi-Timestamp", "")
    given = request.headers.get("X-Gongzhi-Signature", "")
    if not rules.signed(given, secret, stamp, body):
        raise Unsigned(N_("The signature is missing or wrong."))
    if not rules.in_time(stamp, clock.now()):
        raise TooOld(N_("The signature is too old."))
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The body is no JSON object.") from None
    if not isinstance(values, dict):
        raise Invalid("The body is no JSON object.")
    return values, hashlib.sha256(f"{stamp}\0{given.removeprefix('sha256=').lower()}".encode()).hexdigest()


def _answer(taken: Taken) -> HttpResponse:
    body = {"number": taken.number, "added": taken.added, "again": taken.again, "reply": taken.reply}
    return JsonResponse(body, status=200 if taken.again else 201, json_dumps_params={"ensure_ascii": False})


def sms(request: HttpRequest, provider: str) -> HttpResponse:
    """`/hooks/sms/PROVIDER`: `generic` or `form`; others are not there."""
    view = {"generic": sms_generic, "form": sms_form}.get(provider)
    return view(request) if view else problem(404)


sms.csrf_exempt = True  # type: ignore[attr-defined]  # a program signs; it has no cookie


@door(lambda: settings.SMS_IN_SECRET)
def sms_generic(request: HttpRequest) -> HttpResponse:
    """Signed JSON: `id`, `from`, `text`."""

    def make(request: HttpRequest, body: bytes) -> Inbound:
        values, stamp = signed_json(request, body, settings.SMS_IN_SECRET)
        message_id, sender = (rules.text_of(values, n, 120, needed=True) for n in ("id", "from"))
        text = rules.text_of(values, "text", TEXT_MAX, needed=True)
        phone = people.normalise_phone(sender)
        return Inbound("sms:generic", "sms", message_id, text=text, phone=phone, stamp=stamp)

    return receive(request, "sms:generic", make, _answer)


@door(lambda: settings.SMS_FORM_SECRET)
def sms_form(request: HttpRequest) -> HttpResponse:
    """A form signed as Twilio does; the answer is an empty TwiML, since the receipt goes by the outbox."""

    def make(request: HttpRequest, body: bytes) -> Inbound:
        try:
            form = QueryDict(body, encoding="utf-8")
        except ValueError:
            raise Invalid("The body is no form.") from None
        fields = [(name, value) for name, values in form.lists() for value in values]
        url = settings.SITE_ROOT + request.get_full_path()
        expected = rules.sign_form(settings.SMS_FORM_SECRET, url, fields)
        if not rules.same(expected, request.headers.get("X-Twilio-Signature", "")):
            raise Unsigned(N_("The signature is missing or wrong."))
        values: dict[str, object] = dict(fields)
        names = [name.strip() for name in settings.SMS_FORM_FIELDS.split(",")]
        message_id, sender = (rules.text_of(values, n, 120, needed=True) for n in names[:2])
        text = rules.text_of(values, names[2], TEXT_MAX, needed=True)
        return Inbound("sms:form", "sms", message_id, text=text, phone=people.normalise_phone(sender))

    def done(taken: Taken) -> HttpResponse:
        return HttpResponse('<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")

    return receive(request, "sms:form", make, done)


@door(lambda: settings.MICROBLOG_SECRET)
def microblog(request: HttpRequest) -> HttpResponse:
    """Signed JSON: `id`, `author`, `text`; optional `url`, `place`, `lon`, `lat`, `images` (never fetched)."""

    def make(request: HttpRequest, body: bytes) -> Inbound:
        values, stamp = signed_json(request, body, settings.MICROBLOG_SECRET)
        message_id = rules.text_of(values, "id", 120, needed=True)
        links = [rules.text_of(values, "url", 500), *_images(values)]
        lon, lat = (_degrees(values, name) for name in ("lon", "lat"))
        if (lon is None) != (lat is None):
            raise Invalid("A position needs both longitude and latitude.", field="lon")
        return Inbound(
            "microblog",
            "microblog",
            message_id,
            text=rules.text_of(values, "text", TEXT_MAX, needed=True),
            alias=" ".join(rules.text_of(values, "author", 60, needed=True).split()),
            address=rules.text_of(values, "place", 120),
            lon=lon,
            lat=lat,
            note="\n".join(link for link in links if link),
            stamp=stamp,
        )

    return receive(request, "microblog", make, _answer)


def _images(values: dict[str, object]) -> list[str]:
    """Addresses of pictures, for the staff to look at; the server never fetches them."""
    given = values.get("images") or []
    if not isinstance(given, list) or len(given) > PHOTOS_SHOWN:
        raise Invalid("At most %(most)s pictures.", field="images", most=PHOTOS_SHOWN)
    links = [rules.text_of({"images": link}, "images", 500) for link in given]
    if any(not link.startswith(("https://", "http://")) or len(link.split()) != 1 for link in links):
        raise Invalid("This is not a web address.", field="images")
    return links


def _degrees(values: dict[str, object], name: str) -> float | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -180 <= value <= 180:
        raise Invalid("This position is not on the earth.", field=name)
    return float(value)
