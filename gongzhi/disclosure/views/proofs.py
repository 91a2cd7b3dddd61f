"""Photos of the paper board: add one, and which are missing; the files of postings; the sheet to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, require, scopes, staff_of
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.disclosure.actions.proofs import prove
from gongzhi.disclosure.forms.proofs import ProofForm
from gongzhi.disclosure.models import Proof
from gongzhi.disclosure.public import PersonalDataFound, posting
from gongzhi.disclosure.queries import publisher_of
from gongzhi.disclosure.queries.classes import class_of
from gongzhi.disclosure.queries.owed import Owners
from gongzhi.disclosure.queries.proofs import missing
from gongzhi.disclosure.rules.proofs import At
from gongzhi.disclosure.views.words import board_title
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places

MOST = 200
SHEETS = {"a4": "A4", "a3": "A3"}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The postings of which a photo is missing, with who owes it."""
    actor = staff_of(request)
    at = scopes(actor, Permission.BOARD_PUBLISH)
    if not at:
        raise Forbidden("Your posts do not allow this here.")
    found = missing(sorted(at))
    rows = found[:MOST]
    owners = Owners({m.posting.place_id for m in rows})
    of = [owners.of(class_of(m.posting.disclosure), m.posting.place_id) for m in rows]
    labels = orgs.post_labels({o for o in of if o is not None})
    context = {
        "rows": [(m, labels.get(o or 0, _("no post found"))) for m, o in zip(rows, of, strict=True)],
        "total": len(found), "cut": len(found) > MOST, "begin": At.BEGIN,
    }  # fmt: skip
    return render(request, "disclosure/proofs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Add a photo of the paper board."""
    actor, row = staff_of(request), posting(posting_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(row.place_id))
    first = {"at": request.GET.get("at", At.BEGIN.value)}
    form = ProofForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        try:
            photo = files.accept_image(data.pop("photo"), actor=actor)
            prove(row, **data, photos=[photo.pk], actor=actor)
        except PersonalDataFound as error:
            form.add_error(error.field, text_of(error))
        except (Invalid, NotAllowed) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The photo was added."))
            return redirect("disclosure:detail", posting_id)
    return render(
        request, "disclosure/proof_new.html", {"form": form, "posting": row}, status=422 if form.errors else 200
    )


@require_safe
def file(request: HttpRequest, posting_id: int, file_id: int) -> HttpResponse:
    """What is attached to a posting, or a photo of its paper board: for everybody."""
    row = posting(posting_id)
    stored = files.get(file_id)
    own = stored.about == row.pk or Proof.objects.filter(pk=stored.about or 0, posting=row).exists()
    if not own:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb=request.GET.get("thumb") == "1" and not stored.is_document)


@require_safe
def sheet(request: HttpRequest, posting_id: int) -> HttpResponse:
    """The posting in large type for the paper board, A4 or A3, with a QR code to its page."""
    import segno

    row = posting(posting_id)
    if row.withdrawn_at is not None:
        raise NotFound("There is no such posting.")
    size = request.GET.get("size", "a4")
    link = request.build_absolute_uri(reverse("disclosure:detail", args=[row.pk]))
    code = segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=False)
    context = {
        "posting": row, "board_title": board_title(row.board), "size": size if size in SHEETS else "a4", "link": link,
        "body": publisher_of(row), "code": mark_safe(code), "attached": files.files_of(row.pk),  # noqa: S308 - made here, from our own link
    }  # fmt: skip
    return render(request, "disclosure/sheet.html", context)
