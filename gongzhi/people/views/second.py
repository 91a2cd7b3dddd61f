"""`/me/second-step/`: set up a code app, make new recovery codes, switch it off."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongzhi.core.errors import Conflict, DomainError
from gongzhi.core.heavy import segno
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.people import public as people
from gongzhi.people.forms import AgainForm, SecondForm
from gongzhi.people.models import Account
from gongzhi.people.rules import totp
from gongzhi.people.rules.door import SECOND, demanded
from gongzhi.people.views.entering import origin

HERE = "/me/second-step/"


@never_cache
@login_required(login_url="/login/")
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """What stands at present, and what can be done about it; recovery codes stand on the page that makes them alone."""
    account: Account = request.user  # type: ignore[assignment]  # signed in
    verb = {"start": _start, "confirm": _confirm, "renew": _renew, "off": _off}.get(str(request.POST.get("do", "")))
    if request.method != "POST" or verb is None:
        return _page(request, account)
    form = (AgainForm if verb is _start else SecondForm)(request.POST)
    if verb is _start and not account.has_usable_password():
        del form.fields["password"]
    if not form.is_valid():
        return _page(request, account, form, status=422)
    try:
        return verb(request, account, form.cleaned_data)
    except Conflict as error:
        messages.error(request, text_of(error))
        return redirect(HERE)
    except DomainError as error:
        status = add_to_form(form, error)
        return _page(request, account, form, status=status)


def _start(request: HttpRequest, account: Account, typed: dict[str, Any]) -> HttpResponse:
    if account.has_usable_password():
        people.check_password(account, typed["password"], **origin(request))
    people.begin_second(account.pk)
    return redirect(HERE)


def _confirm(request: HttpRequest, account: Account, typed: dict[str, Any]) -> HttpResponse:
    codes = people.confirm_second(account.pk, typed["code"], **origin(request))
    people.end_sessions(account.pk, keep=request.session.session_key)
    request.session[SECOND] = True
    return _page(request, account, codes=codes)


def _renew(request: HttpRequest, account: Account, typed: dict[str, Any]) -> HttpResponse:
    return _page(request, account, codes=people.renew_recovery(account.pk, typed["code"], **origin(request)))


def _off(request: HttpRequest, account: Account, typed: dict[str, Any]) -> HttpResponse:
    if _demanded(request):
        raise Conflict("Your post demands the second step; it cannot be switched off.")
    people.turn_off_second(account.pk, typed["code"], **origin(request))
    messages.success(request, _("The second step is switched off."))
    return redirect(HERE)


def _demanded(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return bool(settings.SECOND_STEP_FOR) and actor is not None and demanded(actor, settings.SECOND_STEP_FOR)


def _page(
    request: HttpRequest, account: Account, form: Any = None, *, codes: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"codes": codes, "demanded": _demanded(request), "again": account.has_usable_password()}
    context["on"], context["left"] = people.second_state(account.pk)
    secret = None if context["on"] else people.secret_waiting(account.pk)
    if secret is not None:
        address = totp.address(secret, account.username, _("Gongzhi"))
        context |= {
            "key": totp.spaced(secret),
            "qr": segno.make(address, error="m").svg_inline(scale=5, border=3, omitsize=False),
        }
    if form is None:
        form = SecondForm() if context["on"] or secret else AgainForm()
    return render(request, "people/second_step.html", context | {"form": form}, status=status)
