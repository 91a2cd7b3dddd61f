"""The public pages of the ledger, and the same for machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.core.errors import DomainError, Invalid, NotFound
from gongzhi.kit import errors
from gongzhi.ledger import rules
from gongzhi.ledger.queries.check import check_entry
from gongzhi.ledger.queries.export import export_lines, head_json, signed_json
from gongzhi.ledger.queries.heads import day_heads, is_signed, latest_head
from gongzhi.ledger.queries.tree import head, prove_consistency, prove_inclusion

VERIFIER = Path(rules.__file__).with_name("verify_ledger.py")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the ledger is, its latest signed head, the heads of closed days."""
    last = latest_head()
    page = day_heads(request.GET.get("after", ""))
    context = {"last": last, "signed": last and is_signed(last), "tree": head(), "page": page}
    return render(request, "ledger/index.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """One entry, found by number or fingerprint, with its proof in plain words."""
    asked = request.GET.get("q", "").strip()[:200]
    context: dict[str, object] = {"asked": asked}
    status = 200
    if asked:
        try:
            context["found"] = check_entry(asked)
        except DomainError as error:
            context["error"], status = errors.text_of(error), errors.status_of(error)
    return render(request, "ledger/check.html", context, status=status)


def _machine(view: Callable[[HttpRequest], dict[str, object]]) -> Callable[[HttpRequest], HttpResponse]:
    """A view that answers JSON, refusals too."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return JsonResponse(view(request))
        except DomainError as error:
            status = errors.status_of(error)
            body = {"title": errors.text_of(error), "code": error.code, "status": status}
            return JsonResponse(body, status=status, content_type="application/problem+json")

    return answer


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid("“%(name)s” must be a whole number.", field=name, name=name)
    return int(text)


@_machine
def head_of_tree(request: HttpRequest) -> dict[str, object]:
    """`/ledger/head.json`: the latest signed head, the present size and root, the public keys."""
    return head_json()


@_machine
def proof(request: HttpRequest) -> dict[str, object]:
    """`/ledger/proof.json?index=&size=` or `?entry=ID_OR_HASH`: the RFC 9162 proof of inclusion."""
    if asked := request.GET.get("entry"):
        found = check_entry(asked)
        if found.proof is None:
            raise NotFound("This entry is so new that it has no place yet. Try again in a minute.")
        made, under = found.proof, found.under
    else:
        size = _number(request, "size") if "size" in request.GET else head().size
        made, under = prove_inclusion(_number(request, "index"), size), None
    return {
        "index": made.first,
        "size": made.size,
        "leaf": made.known,
        "path": list(made.path),
        "root": made.root,
        "signed": signed_json(under) if under else None,
    }


@_machine
def consistency(request: HttpRequest) -> dict[str, object]:
    """`/ledger/consistency.json?first=&second=`: the RFC 9162 proof that the ledger only grew."""
    made = asdict(prove_consistency(_number(request, "first"), _number(request, "second")))
    return {
        "first": made["first"],
        "second": made["size"],
        "first_root": made["known"],
        "second_root": made["root"],
        "path": list(made["path"]),
    }


@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """The export up to the latest signed head."""
    last = latest_head()
    if last is None:
        raise NotFound("No head has been signed yet. The first one is signed after midnight.")
    response = StreamingHttpResponse(export_lines(last), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledger-{last.size}.jsonl"'
    return response


@require_safe
def verifier(request: HttpRequest) -> HttpResponseBase:
    """The one-file verifier."""
    return FileResponse(VERIFIER.open("rb"), as_attachment=True, content_type="text/x-python; charset=utf-8")
