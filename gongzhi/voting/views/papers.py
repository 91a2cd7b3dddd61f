"""What is brought in and printed: a table of entries, the list to hang up, the letters with codes."""

from __future__ import annotations

import base64
import binascii
import zlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Permission, actor_of, require
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.kit import papers
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import id_of
from gongzhi.places import public as places
from gongzhi.voting import forms
from gongzhi.voting import public as voting
from gongzhi.voting.loader import MOST_BYTES
from gongzhi.voting.models import Elector, Electorate
from gongzhi.voting.queries import registers as queries
from gongzhi.voting.rules.words import RegisterKind
from gongzhi.voting.views.shared import GET_POST

_SHOWN = 200


def _edited(request: HttpRequest, register_id: int) -> Electorate:
    actor = actor_of(request)
    found = queries.register_for(register_id, actor)
    require(actor, Permission.ELECTORATE_EDIT, places.ancestors(found.place_id))
    return found


@login_required
@require_http_methods(GET_POST)
def bring_in(request: HttpRequest, register_id: int) -> HttpResponse:
    """The file, then every row; the preview carries the file along, so that nothing is kept on the server."""
    found = _edited(request, register_id)
    if request.method == "POST" and "payload" in request.POST:
        return _confirm(request, found)
    form = forms.TableForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"register": found, "form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if (upload.size or 0) > MOST_BYTES:
                raise Invalid(
                    "The file is larger than %(most)s MB. Split it.", field="file", most=MOST_BYTES // 1024 // 1024
                )
            data = upload.read()
            read = voting.preview(found, data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            context |= {
                "read": read, "wrong": [(n, name, text_of(why)) for n, name, why in read.wrong[:_SHOWN]],
                "more": max(len(read.wrong) - _SHOWN, 0), "sample": read.good[:20],
                "more_good": max(len(read.good) - 20, 0), "payload": base64.b64encode(zlib.compress(data)).decode(),
            }  # fmt: skip
    return render(request, "voting/import.html", context, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, found: Electorate) -> HttpResponse:
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(request.POST["payload"]), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise Invalid("The file did not arrive whole. Choose it again.") from None
    read = voting.preview(found, data)
    if str(len(read.wrong)) != request.POST.get("wrong", ""):
        raise Invalid("The register has changed since the preview. Choose the file again.")
    try:
        voting.add_rows(found.pk, read.good, actor=actor_of(request))
    except DomainError as error:
        messages.error(request, text_of(error))
        return redirect("voting:import", found.pk)
    words = _("Entered: %(n)s. Left out: %(wrong)s.") % {"n": len(read.good), "wrong": len(read.wrong)}
    messages.success(request, words)
    return redirect("voting:register", found.pk)


@login_required
@require_http_methods(GET_POST)
def letters(request: HttpRequest, register_id: int) -> HttpResponse:
    """Letters with codes, for all who have none yet: made and shown once, to be printed."""
    found = _edited(request, register_id)
    if request.method == "POST":
        made = voting.make_codes(register_id, actor=actor_of(request))
        if not made:
            messages.info(request, _("Everybody has a code already. A lost one is renewed with the entry."))
            return redirect("voting:register", register_id)
        context = {"letters": made, "register": found, "site": request.get_host()}
        return render(request, "voting/letters.html", context)
    waiting = Elector.objects.filter(electorate=found, code=None).count()
    return render(request, "voting/letters_ask.html", {"register": found, "waiting": waiting})


@login_required
@require_safe
def roll(request: HttpRequest, register_id: int, form: str) -> HttpResponse | FileResponse:
    """The list to hang up: names and households, of owners their areas."""
    found = queries.register_for(register_id, actor_of(request))
    owners = found.kind == RegisterKind.OWNERS
    rows = queries.all_rows(found.pk)
    head = [_("No."), _("Name"), _("Household"), *([_("Square metres")] if owners else [])]
    table = [
        [n, e.name, e.household, *([f"{(e.area or 0) / 100:.2f}"] if owners else [])]
        for n, e in enumerate(rows, start=1)
    ]
    until = found.objections_until
    paper = papers.Paper(
        title=found.title,
        facts=[(_("Entries of the register"), str(len(table)))]
        + ([(_("Objections until"), until.isoformat())] if until else [])
        + ([(_("Hash"), found.hash)] if found.hash else []),
        sections=[papers.Section(tables=[papers.Table(head, table, (1, 3, 5, 2)[: len(head)])])],
        by=found.body.name if found.body else found.place.name,
        day=found.published_on or clock.today(),
    )
    return papers.download(paper, form, part=id_of(request.GET.get("part")) or 0)
