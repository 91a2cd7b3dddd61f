"""Every refusal as RFC 9457 problem details. Light: the hooks share it, and they load no part of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse

from gongzhi.core.errors import DomainError, InvalidMany, TooMany, Unavailable
from gongzhi.exchange.queries.tokens import MissingScope, NoToken
from gongzhi.kit.errors import headings, status_of, text_of


def problem(
    status: int,
    detail: str = "",
    *,
    code: str = "",
    errors: list[dict[str, str]] | None = None,
    after: int = 0,
    scope: str = "",
) -> HttpResponse:
    """One refusal."""
    title = headings().get(status) or HTTPStatus(status).phrase
    body = {
        "type": f"/api/v1/docs#{code}" if code else "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code or HTTPStatus(status).phrase.lower().replace(" ", "-"),
        "errors": errors or [],
    } | ({"scope": scope} if scope else {})
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json; charset=utf-8"
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if scope:
        response.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
    if after:
        response.headers["Retry-After"] = str(after)
    return response


def of_domain(error: DomainError) -> HttpResponse:
    """A refusal of the domain: its code, its words, the fields it names."""
    if isinstance(error, NoToken):
        return problem(401, text_of(error), code=error.code)
    if isinstance(error, MissingScope):
        return problem(403, text_of(error), code=error.code, scope=error.scope.value)
    errors: Mapping[str, DomainError] = {error.field: error} if error.field else {}
    if isinstance(error, InvalidMany):
        errors = error.errors
    fields = [{"field": NAMES.get(name, name), "detail": text_of(one)} for name, one in errors.items()]
    after = error.retry_after if isinstance(error, TooMany | Unavailable) else 0
    return problem(status_of(error), text_of(error), code=error.code, errors=fields, after=after)


NAMES = {"contact_phone": "phone", "contact_email": "email", "type_key": "type", "file_ids": "photo_ids"}
