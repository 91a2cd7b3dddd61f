"""`/hooks/orders`: the platform of another office (12345) sends orders and fetches the answers. See docs/doors.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the name of the house for marks

from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.exchange.actions.doors import note_failure, note_taken
from gongzhi.exchange.api.hooks import TooOld, Unsigned, door, posted, signed_json
from gongzhi.exchange.api.problems import of_domain, problem
from gongzhi.exchange.queries import orders as orders_there
from gongzhi.exchange.rules import signed
from gongzhi.requests import public as requests

NAME = "orders"
PAGE, PAGE_MOST = 100, 500
TEXTS = {
    "title": 200,
    "description": 4000,
    "name": 60,
    "phone": 40,
    "address": 200,
    "point": 60,
    "type": 60,
    "channel": 60,
}
EXTRA_MOST = 40


@door(lambda: settings.ORDERS_SECRET)
def orders(request: HttpRequest) -> HttpResponse:
    """POST: one order, as signed JSON; the same again is the same request."""
    return posted(request, NAME, lambda body: _take(request, body))


def _take(request: HttpRequest, body: bytes) -> HttpResponse:
    values, _stamp = signed_json(request, body, settings.ORDERS_SECRET)
    taken = requests.take_order(_order(values))
    if not taken.again:
        note_taken(NAME)
    until = requests.return_window(taken.request)
    window = {"return_by": until.isoformat() if until else None}
    return _json(orders_there.shown(taken.request) | window | {"again": taken.again}, 200 if taken.again else 201)


@door(lambda: settings.ORDERS_SECRET)
def answers(request: HttpRequest) -> HttpResponse:
    """GET: what was answered, the earliest first; `after` goes on where the last page ended."""
    if request.method != "GET":
        refusal = problem(405)
        refusal.headers["Allow"] = "GET"
        return refusal
    try:
        _check_signature(request)
        limit = request.GET.get("limit", str(PAGE))
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:6]) <= PAGE_MOST:
            raise Invalid("At most %(most)s at a time.", field="limit", most=PAGE_MOST)
        found = requests.answered_orders(requests.orders_source(), _key(request.GET.get("after", "")), int(limit))
    except DomainError as error:
        note_failure(NAME, error.code)
        return of_domain(error)
    last = found[-1].request if found else None
    after = (
        f"{last.answered_at.isoformat()}|{last.pk}" if last and last.answered_at and len(found) == int(limit) else ""
    )
    return _json({"items": [orders_there.answered(o) for o in found], "after": after}, 200)


def _check_signature(request: HttpRequest) -> None:
    """The signature of a GET is over the query as it was sent. Raises Forbidden."""
    stamp = request.headers.get("X-Gongzhi-Timestamp", "")
    query = request.META.get("QUERY_STRING", "").encode()
    if not signed.signed(request.headers.get("X-Gongzhi-Signature", ""), settings.ORDERS_SECRET, stamp, query):
        raise Unsigned(N_("The signature is missing or wrong."))
    if not signed.in_time(stamp, clock.now()):
        raise TooOld(N_("The signature is too old."))


def _order(values: dict[str, object]) -> requests.Order:
    extra = values.get("fields") or {}
    if not isinstance(extra, dict) or len(extra) > EXTRA_MOST:
        raise Invalid("At most %(most)s columns of your own.", field="fields", most=EXTRA_MOST)
    return requests.Order(
        source=requests.orders_source(),
        number=signed.text_of(values, "number", 60, needed=True),
        received_at=_moment(values, "received_at"),
        due_at=_moment(values, "due_at"),
        texts={name: signed.text_of(values, name, most, needed=name == "description") for name, most in TEXTS.items()},
        extra=extra,
    )


def _moment(values: dict[str, object], name: str) -> datetime:
    text = signed.text_of(values, name, 40, needed=True)
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2200:
        raise Invalid("A moment with its zone is needed, such as 2026-03-05T14:30:00+08:00.", field=name)
    return found


def _key(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    at, _sign, pk = text.replace(" ", "+").partition("|")
    try:
        found = parse_datetime(at)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        raise Invalid("This is no key of a page.", field="after")
    return found, int(pk)


def _json(body: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
