"""`/api/v1`: its operations put together, described as OpenAPI and on a page."""

from __future__ import annotations

import copy
import functools
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from gongzhi.exchange.api import (
    all_work,
    channels,
    deliberation,
    duty,
    edge,
    exports,
    gaps,
    ground,
    incidents,
    insight,
    mediation,
    needs,
    open_reads,
    property,
    reception,
    residents,
    roster,
    sharing,
    staff,
    structure,
    swaps,
    together,
    voting,
    whistle,
)
from gongzhi.exchange.api.problems import problem
from gongzhi.exchange.rules.tokens import Scope

MEANINGS = {
    Scope.READ: "what is public, and what the program sent itself",
    Scope.CREATE: "send requests in",
    Scope.SEE: "see the work of the own posts",
    Scope.ACT: "act with the own posts, and see their work",
    Scope.EXPORT: "take out what the own posts may take out",
}

api = NinjaAPI(
    title="Gongzhi",
    version="1",
    description="Requests of residents, the work of staff, the boards and the ledger. Refusals are RFC 9457 problems.",
    urls_namespace="exchange-api",
    docs_url=None,
    openapi_url=None,
    parser=edge.JsonBody(),
)
edge.install(api)
api.add_router("", open_reads.router)
api.add_router("", residents.router)
api.add_router("", all_work.router)
api.add_router("", staff.router)
api.add_router("", insight.router)
api.add_router("", gaps.router)
api.add_router("", ground.router)
api.add_router("", exports.router)
api.add_router("", together.router)
api.add_router("", whistle.router)
api.add_router("", incidents.router)
api.add_router("", sharing.router)
api.add_router("", duty.router)
api.add_router("", swaps.router)
api.add_router("", reception.router)
api.add_router("", roster.router)
api.add_router("", needs.router)
for _part in (structure, deliberation, voting, property, channels, mediation):
    for _router in _part.ROUTERS:
        api.add_router("", _router)


def urls() -> tuple[Any, ...]:
    """The addresses, as `include` takes them."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if (view := getattr(pattern, "callback", None)) is not None:
            pattern.callback = edge.guarded(view)
    return patterns, app, namespace


@functools.cache
def described() -> dict[str, Any]:
    """The OpenAPI document, in which every operation names the scope that it needs; made once a process."""
    told: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    for methods in told["paths"].values():
        for operation in methods.values():
            bearer = next((edge.BEARERS[name] for one in operation.get("security", []) for name in one), None)
            if bearer is None:  # the own request, by the secret of its link
                operation["security"] = [{"Secret": []}]
                continue
            named = {"Bearer": [bearer.scope.value]}
            operation["security"] = [{}, named] if bearer.open_to_all else [named]
            operation["x-scope"] = bearer.scope.value
    told["components"]["securitySchemes"] = {
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token issued at /desk/tokens/. Scopes: "
            + "; ".join(f"{s}: {w}" for s, w in MEANINGS.items()),
        },
        "Secret": {"type": "apiKey", "in": "header", "name": "X-Request-Secret"},
    }
    return told


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description of all operations."""
    return JsonResponse(described())


def docs(request: HttpRequest) -> HttpResponse:
    """The operations on a page that needs no script."""
    rows = [
        {
            "method": method.upper(),
            "path": path,
            "summary": op.get("description", ""),
            "scope": op.get("x-scope", ""),
            "open": {} in op["security"],
        }
        for path, methods in described()["paths"].items()
        for method, op in methods.items()
    ]
    return render(request, "exchange/docs.html", {"rows": rows})


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below `/api/`."""
    return problem(404)
