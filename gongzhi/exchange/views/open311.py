"""Open311 GeoReport v2, XML and JSON: reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, InvalidMany, NotFound, TooMany, Unavailable
from gongzhi.exchange.actions.calls import caller_of
from gongzhi.exchange.queries import reports
from gongzhi.exchange.queries.tokens import Caller, NoToken
from gongzhi.exchange.rules import georeport as rules
from gongzhi.exchange.rules.tokens import Scope
from gongzhi.kit.errors import text_of
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures

NAMES = {"contact_phone": "phone", "contact_email": "email", "name": "first_name", "address": "address_string",
         "type_key": "service_code", "lon": "long", "words": "description"}  # fmt: skip
CSV = ("service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description",
       "status_notes", "source", "service_name", "service_subtype", "description", "agency_responsible", "address",
       "lat", "long")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its parameters (an empty one counts as absent), the format asked for, who calls."""

    request: HttpRequest
    fmt: str
    values: dict[str, str]
    check: rules.Check

    def caller(self, *, needed: bool, scope: Scope = Scope.READ) -> Caller | None:
        """The program behind `api_key`. Missing, invalid or without the scope is 403."""
        secret = rules.given(self.values, "api_key")
        if not secret and not needed:
            return None
        try:
            found = caller_of(secret)
        except NoToken:
            self.check.bad("api_key is missing or invalid", 403)
            return None
        if not found.may(scope):
            self.check.bad(f"api_key lacks the scope {scope.value}", 403)
            return None
        return found


Answer = tuple[str, Any]  # the XML root and the value
Handler = Callable[..., Answer]


def endpoint(
    *, get: Handler | None = None, post: Handler | None = None, formats: tuple[str, ...] = ("xml", "json")
) -> Any:
    """A view of one address in all its formats; every refusal has the body of the contract."""

    @csrf_exempt
    def view(request: HttpRequest, fmt: str = "xml", **path: str) -> HttpResponse:
        if fmt not in formats:
            return refuse("xml", [rules.Mistake(404, "There is no such format: use xml or json")], 404)
        try:
            handler = {"GET": get, "HEAD": get, "POST": post}.get(request.method or "")
            return _answer(request, fmt, handler, path)
        except rules.Refused as error:
            return refuse(fmt, error.mistakes, error.status)
        except TooMany as error:
            return _later(refuse(fmt, [rules.Mistake(429, text_of(error))], 429), error.retry_after)
        except Unavailable:
            raise  # the site's middleware answers
        except DomainError as error:
            mistakes = mistakes_of(error)
            return refuse(fmt, mistakes, mistakes[0].status)
        except (SuspiciousOperation, RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnreadablePostError,
                RawPostDataException, UnicodeError):  # fmt: skip
            return refuse(fmt, [rules.Mistake(400, "The body is too large or cannot be read")], 400)

    return view


def _answer(request: HttpRequest, fmt: str, handler: Handler | None, path: dict[str, str]) -> HttpResponse:
    check = rules.Check()
    if handler is None:
        check.bad(f"{request.method} is not offered here")
        check.done()
    values = {**request.GET.dict(), **(request.POST.dict() if request.method == "POST" else {})}
    if any("\0" in k or "\0" in str(v) for k, v in values.items()) or any("\0" in v for v in path.values()):
        check.bad("A text holds a character that is not allowed")
        check.done()
    call = Call(request, fmt, {k: str(v) for k, v in values.items()}, check)
    jurisdiction = rules.given(call.values, "jurisdiction_id")
    if jurisdiction and jurisdiction != packs.active().name:
        check.bad("jurisdiction_id was not found", 404)
    assert handler is not None
    root, value = handler(call, **path)
    check.done()
    body = _csv(value) if fmt == "csv" else rules.render(fmt, root, value)
    response = HttpResponse(body, content_type=rules.TYPES[fmt])
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Origin"
    return response


def _later(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def refuse(fmt: str, mistakes: list[rules.Mistake], status: int) -> HttpResponse:
    """The error body in the format asked for."""
    fmt = fmt if fmt in ("xml", "json") else "xml"
    return HttpResponse(
        rules.render(fmt, "errors", rules.errors(mistakes)), status=status, content_type=rules.TYPES[fmt]
    )


def mistakes_of(error: DomainError) -> list[rules.Mistake]:
    """A refusal of ours in the contract's codes: 404 not there, 403 not allowed, everything else 400."""
    if isinstance(error, InvalidMany):
        return [rules.Mistake(400, f"{NAMES.get(k, k)}: {text_of(e)}") for k, e in error.errors.items()]
    if isinstance(error, NotFound):
        return [rules.Mistake(404, text_of(error))]
    if isinstance(error, Forbidden | NoToken):
        return [rules.Mistake(403, text_of(error))]
    named = f"{NAMES.get(error.field, error.field)}: " if error.field and not isinstance(error, Conflict) else ""
    return [rules.Mistake(400, f"{named}{text_of(error)}")]


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below `/open311/`: 404 with the body of the contract."""
    fmt = "json" if rest.endswith(".json") else "xml"
    return refuse(fmt, [rules.Mistake(404, "There is no such address")], 404)


def discovery(call: Call) -> Answer:
    """Where the service is."""
    root = settings.SITE_ROOT
    return "discovery", {
        "changeset": "2026-11-22T00:00:00Z",
        "contact": packs.active().title,
        "key_service": f"{root}/desk/tokens/",
        "endpoints": [
            {
                "specification": rules.SPECIFICATION,
                "url": f"{root}/open311/v2",
                "changeset": "2026-11-22T00:00:00Z",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            },
            {
                "specification": f"{root}/api/v1/openapi.json",
                "url": f"{root}/api/v1",
                "changeset": "2026-11-22T00:00:00Z",
                "type": "production",
                "formats": ["application/json"],
            },
        ],
    }


def services(call: Call) -> Answer:
    """What can be reported."""
    pack = packs.active()
    groups = {g.key: g.title for g in pack.request_groups}
    return "services", [
        {
            "service_code": t.key,
            "service_name": t.title,
            "description": t.description,
            "metadata": bool(t.attributes),
            "type": "realtime",
            "keywords": ",".join(t.keywords),
            "group": groups.get(t.group, t.group),
        }
        for t in pack.request_types
    ]


def definition(call: Call, code: str) -> Answer:
    """The further questions of a service; none is an empty list."""
    kind = next((t for t in packs.active().request_types if t.key == code), None)
    if kind is None:
        call.check.bad("service_code was not found", 404)
        return "service_definition", {}
    return "service_definition", {
        "service_code": kind.key,
        "attributes": [
            {
                "variable": True,
                "code": a.key,
                "datatype": a.datatype,
                "required": a.required,
                "datatype_description": a.datatype_description or None,
                "order": order,
                "description": a.description,
                "values": [{"key": v.key, "name": v.name} for v in a.values],
            }
            for order, a in enumerate(kind.attributes, 1)
        ],
    }


def request_list(call: Call) -> Answer:
    """Requests by time, type and status; numbers go before every other argument."""
    check, values = call.check, call.values
    caller = call.caller(needed=False)
    extended = rules.given(values, "extensions").lower() == "true"
    numbers = rules.listed(values, "service_request_id")
    if numbers:
        if len(numbers) > rules.IDS_MAX:
            check.bad(f"service_request_id names more than {rules.IDS_MAX} requests")
        check.done()
        return "service_requests", reports.as_reports(reports.by_numbers(numbers, caller), caller, extended=extended)
    start, end = rules.span(check, values, clock.now())
    states = rules.listed(values, "status")
    if unknown := [s for s in states if s not in ("open", "closed")]:
        check.bad(f"status is open or closed, not {unknown[0][:40]}")
    types = rules.listed(values, "service_code")
    known = {t.key for t in packs.active().request_types}
    if any(t not in known for t in types):
        check.bad("service_code was not found", 404)
    size = rules.whole(check, values, "page_size", 100 if rules.given(values, "page") else rules.MOST, rules.MOST)
    page = rules.whole(check, values, "page", 1, 10_000)
    check.done()
    both = {"open": procedures.LIVE, "closed": procedures.OVER}
    chosen = [s for word, own in both.items() if not states or word in states for s in own]
    found = reports.listed(reports.Wanted(start, end, types, chosen, page, size), caller)
    return "service_requests", reports.as_reports(found, caller, extended=extended)


def request_one(call: Call, number: str) -> Answer:
    """One request, as a list of one."""
    caller = call.caller(needed=False)
    call.check.done()
    found = reports.by_numbers([number], caller)
    if not found:
        call.check.bad("service_request_id was not found", 404)
    extended = rules.given(call.values, "extensions").lower() == "true"
    return "service_requests", reports.as_reports(found, caller, extended=extended)


def update_list(call: Call) -> Answer:
    """FixMyStreet's extension: what was done, in public words."""
    caller = call.caller(needed=False)
    start, end = rules.span(call.check, call.values, clock.now())
    call.check.done()
    return "service_request_updates", reports.updates(start, end, caller, rules.MOST)


def _csv(rows: list[dict[str, Any]]) -> str:
    """The same list as a table for spreadsheets; a cell never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV)
    for row in rows:
        kind = {**row, "closed_date": row["updated_datetime"] if row["status"] == "closed" else "",
                "status_description": row["status"], "source": "", "service_subtype": ""}  # fmt: skip
        cells = ["" if kind.get(c) is None else str(kind.get(c)) for c in CSV]
        writer.writerow([f"'{c}" if c[:1] in "=+-@\t\r" and c[:1] and not _is_number(c) else c for c in cells])
    return out.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
