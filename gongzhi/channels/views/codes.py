"""`/boxes/`: who emptied a box as the second person and has no login says so by the code on paper."""

from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import actor_of
from gongzhi.channels import forms
from gongzhi.channels.actions import codes as acts
from gongzhi.channels.models import Emptying
from gongzhi.channels.queries import boxes, codes
from gongzhi.channels.rules import codes as rules
from gongzhi.channels.views.chats import registering
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, NotAllowed, NotFound, TooMany
from gongzhi.core.heavy import segno
from gongzhi.kit import papers
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.words import day
from gongzhi.people import public as people

GET_POST = ["GET", "HEAD", "POST"]
TRIES = 30  # a network address may type so many wrong codes before it waits
QR_MM = 45


def _found(request: HttpRequest, code: str) -> Emptying:
    """The emptying of a code; wrong ones are counted. Raises NotFound, TooMany."""
    try:
        return codes.by_code(code)
    except NotFound:
        try:
            people.count_try("box-code", address_of(request), tries=TRIES)
        except TooMany as error:
            wait = error.retry_after
            raise TooMany("Too many wrong codes. Please try again in a quarter of an hour.", retry_after=wait) from None
        raise


@require_http_methods(GET_POST)
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code of the paper."""
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = _found(request, form.cleaned_data["code"])
        except NotFound as error:
            form.add_error("code", text_of(error))
        else:
            return redirect("channels:box-say", codes.code_of(row))
    return render(request, "channels/code.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the code says whether the box was emptied by two. Raises NotFound."""
    row = _found(request, code)
    form, status = forms.SayForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            acts.say_by_code(code, there=d["there"] == "yes", reason=d["reason"], actor=actor_of(request))
        except Conflict:
            status = 409
            row.refresh_from_db()
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Thank you. It is kept."))
            return redirect("channels:box-say", code)
    context = {"row": row, "form": form, "over": codes.is_over(row), "until": row.code_until}
    response = render(request, "channels/say.html", context, status=422 if form.errors else status)
    # the code is in the address: not "no-referrer", under which a browser sends `Origin: null` with the form
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def give(request: HttpRequest, emptying_id: int) -> HttpResponse:
    """Give a code out; a POST, since it is recorded. Leads to the paper."""
    actor = registering(request)
    row = boxes.emptying_of(emptying_id, actor)
    try:
        acts.print_code(row.pk, actor=actor)
    except (Conflict, NotAllowed) as error:
        messages.error(request, text_of(error))
        return redirect("channels:box", row.box_id)
    return redirect("channels:emptying-paper", row.pk, "page")


@login_required
@require_safe
def paper(request: HttpRequest, emptying_id: int, form: str) -> HttpResponse | FileResponse:
    """The record of the emptying with the code that is out, to print or to be copied by hand. Raises NotFound."""
    row = boxes.emptying_of(emptying_id, registering(request))
    if codes.is_over(row) or row.second_says:
        raise NotFound("No code is out for this box.")
    response = papers.download(_record(request, row), form)
    response["Cache-Control"] = "private, no-store"
    return response


def _record(request: HttpRequest, row: Emptying) -> papers.Paper:
    code = codes.code_of(row)
    link = request.build_absolute_uri(reverse("channels:box-say", args=[code]))
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="png", scale=8, border=3)
    words = [
        _("Scan this with any phone, or type the code at the address. No login is needed."),
        _("Say there whether the box was emptied by the two of you, with so many papers. It can be said once."),
    ]
    there = request.build_absolute_uri(reverse("channels:box-code"))
    table = papers.Table([_("Code on the paper"), _("Where to type it"), _("Valid until")],
                         [[rules.spoken(code), there, day(row.code_until)]], (3, 5, 3))  # fmt: skip
    section = papers.Section(_("For the second person"), words, [table],
                             papers.Picture(drawn.getvalue(), _("Code that leads to the page"), QR_MM))  # fmt: skip
    return papers.Paper(
        title=_("Record of a box that was emptied"),
        facts=[(_("Box"), f"{row.box.title} · {row.box.place.name} {row.box.where}".strip()),
               (_("Emptied on"), day(row.day)), (_("Papers"), str(row.papers))],
        sections=[section],
        signatures=[papers.Signature(_("First person"), row.first.person.name),
                    papers.Signature(_("Second person"), boxes.second_name(row))],
        by=row.box.place.name, day=clock.today(),
    )  # fmt: skip
