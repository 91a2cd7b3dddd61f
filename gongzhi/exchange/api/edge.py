"""The edge of `/api/v1`: who calls, what a body may be, which refusal becomes which problem."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from gongzhi.access.public import Actor
from gongzhi.core.errors import DomainError
from gongzhi.exchange.actions.calls import caller_of
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.problems import of_domain, problem
from gongzhi.exchange.queries.tokens import Caller, NoToken
from gongzhi.exchange.rules.tokens import Scope

BODY_MAX = 1024 * 1024


class Bearer(HttpBearer):
    """`Authorization: Bearer gz_…`; `scope` is what the token must open. `open_to_all`: without a token too."""

    def __init__(self, scope: Scope, *, open_to_all: bool = False) -> None:
        self.scope, self.open_to_all = scope, open_to_all
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        given = request.headers.get(self.header, "")
        if self.open_to_all and given.partition(" ")[0].lower() != self.openapi_scheme:
            return True  # anybody
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = caller_of(token)
        caller.require(self.scope)
        request.caller = caller  # type: ignore[attr-defined]
        return caller


def _bearer(scope: Scope, *, open_to_all: bool = False) -> Bearer:
    """One with a class of its own: its name is all that the generated description knows of it."""
    made: Bearer = type(f"Bearer-{scope.value}", (Bearer,), {})(scope, open_to_all=open_to_all)
    BEARERS[type(made).__name__] = made
    return made


BEARERS: dict[str, Bearer] = {}
READ = _bearer(Scope.READ, open_to_all=True)
CREATE, SEE, ACT, EXPORT = (_bearer(s) for s in (Scope.CREATE, Scope.SEE, Scope.ACT, Scope.EXPORT))


def caller(request: HttpRequest) -> Caller:
    """The program, as the security of the operation found it."""
    return request.caller  # type: ignore[attr-defined, no-any-return]


def actor(request: HttpRequest) -> Actor:
    """In what capacity it acts."""
    return caller(request).actor()


def act_once(request: HttpRequest, about: int, named: str, key: str, data: object, act: Callable[[], object]) -> None:
    """Act on the matter `about`; with a `key` of the caller once, however often it is sent."""

    def do() -> Done:
        act()
        return Done(about)

    once(caller(request).token_id, f"{named}:{key}" if key else "", body_of(named, data) if key else "", do)


class JsonBody(Parser):
    """JSON of at most a megabyte, and nothing else: no NaN, no depth without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def install(api: NinjaAPI) -> None:
    """One handler for each family of refusals."""

    def handle(kind: type[Exception], make: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda request, error: make(error))

    handle(DomainError, of_domain)
    handle(AuthenticationError, lambda e: of_domain(NoToken()))
    handle(HttpError, lambda e: problem(e.status_code, str(e)))
    handle(ValidationError, _invalid)
    handle(Http404, lambda e: problem(404))
    handle(RequestDataTooBig, lambda e: problem(413))
    for kind in (SuspiciousOperation, MultiPartParserError, UnreadablePostError, RawPostDataException):
        handle(kind, lambda e: problem(400))


def _invalid(error: ValidationError) -> HttpResponse:
    errors = []
    for one in error.errors:
        path = [str(p) for p in one["loc"] if p not in ("body", "query", "path", "header", "form", "data")]
        errors.append({"field": ".".join(path)[:200], "detail": str(one["msg"])[:300]})
    return problem(422, code="invalid", errors=errors[:50])


def unfit(request: HttpRequest) -> HttpResponse | None:
    """A body that is not even looked at: too large, or not JSON (photos come as a form)."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    length = request.headers.get("Content-Length") or "0"
    if request.content_type == "multipart/form-data":
        return None
    if length.isdigit() and int(length) > BODY_MAX:
        return problem(413)
    return problem(415) if length != "0" and request.content_type != "application/json" else None


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What stands before every operation: an unfit body is refused, and 405 is a problem too."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = unfit(request) or view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refusal = problem(405)
        refusal.headers["Allow"] = response.headers.get("Allow", "")
        return refusal

    return wrapped
