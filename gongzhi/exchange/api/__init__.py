"""`/api/v1`: everything a face does, with OpenAPI."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from gongzhi.exchange.api import edge, insight, open_reads, residents, staff

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
api.add_router("", staff.router)
api.add_router("", insight.router)


def urls() -> tuple[Any, ...]:
    """The addresses, as `include` takes them."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if (view := getattr(pattern, "callback", None)) is not None:
            pattern.callback = edge.guarded(view)
    return patterns, app, namespace


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description of all operations."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


def docs(request: HttpRequest) -> HttpResponse:
    """The operations on a page that needs no script."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    rows = [
        {"method": method.upper(), "path": path, "summary": op.get("description", ""), "auth": bool(op.get("security"))}
        for path, methods in schema["paths"].items()
        for method, op in methods.items()
    ]
    return render(request, "exchange/docs.html", {"rows": rows})


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below `/api/`."""
    return edge.problem(404)
