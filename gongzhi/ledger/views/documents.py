"""`/ledger/document/…`: is this decision, tally or posting the one published then? `/ledger/seal/`: a scanned seal."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.ledger.models import moment_of
from gongzhi.ledger.queries.heads import is_signed, latest_head, public_keys
from gongzhi.ledger.queries.proofs import Proven, check_seal, prove
from gongzhi.ledger.queries.seals import printed_seal
from gongzhi.ledger.rules.documents import Document, document
from gongzhi.ledger.rules.verify_ledger import Finding, Seal, read_seal

COOKIE = "seal"  # the seal that somebody scanned from a board: public data, kept on the phone alone
KEPT = timedelta(days=400)


def _brought(request: HttpRequest) -> Seal | None:
    """The seal that came with the request, or the one that the phone keeps."""
    for text in (request.GET.get("g", ""), request.COOKIES.get(COOKIE, "")):
        try:
            return read_seal(text[:600])
        except ValueError:
            continue
    return None


def _ours(seal: Seal) -> bool:
    return seal.key in public_keys() and seal.good


@require_safe
def show(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Yes or no, with what was compared and when, and what to do. Raises NotFound."""
    older = _brought(request)
    proven = prove(document(kind, number), older if older and _ours(older) else None)
    context = {
        "proven": proven, "document": proven.document, "entry": proven.entry, "under": proven.under,
        "older": proven.older, "older_at": moment_of(proven.older.at_ms) if proven.older else None,
        "state": "wrong" if not proven.good else "sealed" if proven.under else "waiting",
        "rows": [(_words(f, proven.document), f.ok) for f in _rows(proven)], "now": clock.now(),
        "digest": bytes(proven.entry.hash).hex() if proven.entry else "",
        "path": proven.bundle["path"] if proven.bundle else [],
        "gone": [proven.document.labels.get(name, name) for name in proven.document.gone],
        "proof": reverse("ledger:document-proof", args=[kind, number]) + (f"?g={older.text}" if older else ""),
    }  # fmt: skip
    return render(request, "ledger/document.html", context)


def _rows(proven: Proven) -> list[Finding]:
    """What was compared, each thing once; of codes and tag only what differs."""
    return [f for f in proven.findings if f.what not in ("tag", "code", "key") or not f.ok]


def _words(found: Finding, doc: Document) -> str:
    label = doc.labels.get(found.name, found.name)
    return {
        "field": _("The words of “%(name)s”") % {"name": label},
        "digest": label,
        "doubt": _("“%(name)s” is not in the ledger") % {"name": label},
        "tag": _("What the entry tells of"),
        "code": _("What the entry says of “%(name)s”") % {"name": label},
        "time": _("When it was published"),
        "entry": _("The entry in the ledger"),
        "place": _("The place of the entry under the seal"),
        "seal": _("The signature of the seal"),
        "key": _("The key of the seal"),
        "older": _("The ledger has only grown since the seal that you scanned"),
    }[found.what]


@require_safe
def bundle(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The document with its proof for `verify_ledger.py proof`. Raises NotFound, also while it is not sealed."""
    older = _brought(request)
    made = prove(document(kind, number), older if older and _ours(older) else None).bundle
    if made is None:
        raise NotFound("This entry is so new that it is not sealed yet. Come back tomorrow.")
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="proof-{kind}-{number}.json"'
    return response


@require_safe
def seal(request: HttpRequest) -> HttpResponse:
    """A seal as a QR code on a board says it: is it ours, and did the ledger only grow since? The phone keeps it."""
    text = request.GET.get("g", "").strip()[:600]
    context: dict[str, object] = {"asked": text, "now": clock.now()}
    found: Seal | None = None
    if text:
        try:
            found = read_seal(text)
        except ValueError:
            return render(request, "ledger/seal.html", context | {"unreadable": True}, status=422)
        good, head = check_seal(found)
        context |= {
            "seal": found, "at": moment_of(found.at_ms), "good": good, "ours": _ours(found), "head": head,
            "day": found.day, "root": found.root.hex(),
        }  # fmt: skip
    elif kept := _brought(request):
        context["kept"] = moment_of(kept.at_ms)
    response = render(request, "ledger/seal.html", context)
    if found is not None and _ours(found):
        response.set_cookie(
            COOKIE, found.text, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The phone forgets the scanned seal."""
    response = redirect("ledger:seal")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """A page to print for the paper board: the seal of the day, how to check. Raises NotFound before the first."""
    made = printed_seal()
    head = latest_head()
    if made is None or head is None:
        raise NotFound("No head has been signed yet. The first one is signed after midnight.")
    context = {"seal": made, "svg": made.svg(4), "signed": is_signed(made.head), "site": settings.SITE_ROOT}
    return render(request, "ledger/sheet.html", context)
