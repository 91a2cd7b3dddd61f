"""Sign in by password or by phone code, the second step, and out again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.core.errors import Conflict, DomainError, TooMany, Unavailable
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form
from gongzhi.people import public as people
from gongzhi.people.forms import CodeForm, PasswordForm, PhoneForm, SecondForm
from gongzhi.people.views.entering import enter, go_on, origin, pending, safe_next

_PENDING = "sign-in-code"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/login/`: two tabs, residents by phone code and staff by password (this view takes the password)."""
    target = str(request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "POST":
        form = PasswordForm(request.POST)
        if form.is_valid():
            try:
                account = people.sign_in(
                    form.cleaned_data["username"], form.cleaned_data["password"], **origin(request)
                )
            except DomainError as error:
                return _refused(request, form, error, _page(request, target, staff=form))
            return go_on(request, account, how="password", target=target, default="/desk/")
        return _render(request, _page(request, target, staff=form), 422)
    if request.user.is_authenticated:
        return redirect(safe_next(request, target, "/me/"))
    as_ = request.GET.get("as")
    staff = as_ == "staff" or (as_ is None and target.startswith("/desk"))
    return _render(request, _page(request, target, **({"staff": PasswordForm()} if staff else {"phone": PhoneForm()})))


def _page(request: HttpRequest, target: str, **forms: Form) -> dict[str, Any]:
    keep = {"next": target} if target else {}
    tabs = [
        {
            "label": _("Residents"),
            "href": f"/login/?{urlencode({'as': 'resident', **keep})}",
            "current": "staff" not in forms,
        },
        {"label": _("Staff"), "href": f"/login/?{urlencode({'as': 'staff', **keep})}", "current": "staff" in forms},
    ]
    service = settings.OIDC_LABEL if settings.OIDC_ISSUER else ""
    return {"tabs": tabs, "next": target, "service": service, **forms}


def _render(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "people/login.html", context, status=status)


def _refused(request: HttpRequest, form: Form, error: DomainError, context: dict[str, Any]) -> HttpResponse:
    """The same page with the refusal; what was typed is kept (but no password)."""
    response = _render(request, context, add_to_form(form, error))
    if isinstance(error, TooMany | Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """`/login/second/`: the code of the app, after the password."""
    waiting = pending(request)
    if waiting is None:
        return redirect("/login/?as=staff")
    form = SecondForm(request.POST or None)
    context = {"second": form, "next": waiting["next"]}
    if request.method != "POST":
        return _render(request, context)
    if not form.is_valid():
        return _render(request, context, 422)
    try:
        account = people.check_second(int(waiting["account"]), form.cleaned_data["code"], **origin(request))
        if account.get_session_auth_hash() != waiting["proof"]:
            raise Conflict("The password was changed meanwhile. Please sign in again.")
    except Conflict:  # closed, reset or changed meanwhile: from the beginning
        return redirect("/login/?as=staff")
    except DomainError as error:
        return _refused(request, form, error, context)
    target = safe_next(request, str(waiting["next"]), str(waiting["default"]))
    return enter(request, account, how=str(waiting["how"]), second=True, target=target)


@never_cache
@require_POST
def ask_code(request: HttpRequest) -> HttpResponse:
    """`/login/code/`: send a code to the phone, go on to the page that takes it."""
    target = str(request.POST.get("next", ""))
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _render(request, _page(request, target, phone=form), 422)
    try:
        code_id = people.request_code(form.cleaned_data["phone"], address=address_of(request))
    except DomainError as error:
        return _refused(request, form, error, _page(request, target, phone=form))
    shown = people.mask_phone(people.normalise_phone(form.cleaned_data["phone"]))
    request.session[_PENDING] = {"id": str(code_id), "phone": shown, "next": target}
    return redirect("/login/code/check/")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request: HttpRequest) -> HttpResponse:
    """`/login/code/check/`: the code from the message; the first time makes the account."""
    waiting = request.session.get(_PENDING)
    if not waiting:
        return redirect("/login/?as=resident")
    form = CodeForm(request.POST or None)
    context = {"code": form, "sent_to": waiting["phone"], "next": waiting["next"]}
    if request.method != "POST":
        return _render(request, context)
    if not form.is_valid():
        return _render(request, context, 422)
    try:
        account = people.check_code(int(waiting["id"]), form.cleaned_data["code"], **origin(request))
    except DomainError as error:
        return _refused(request, form, error, context)
    del request.session[_PENDING]
    return go_on(request, account, how="phone-code", target=str(waiting["next"]), default="/me/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/logout/`: asks by GET, signs out by POST."""
    unsent = request.COOKIES.get("gongzhi_unsent", "0")  # written by Field: acts that this phone still holds
    unsent = unsent if unsent.isascii() and unsent.isdigit() and len(unsent) < 5 else "0"
    if request.method == "POST" and (unsent == "0" or "anyway" in request.POST):
        logout(request)
        messages.success(request, _("You are signed out."))
        response = redirect("/")
        response.headers["Clear-Site-Data"] = '"storage"'  # what the browser keeps for the way: open work, drafts
        response.delete_cookie("gongzhi_unsent", path="/logout/")
        return response
    return render(request, "people/logout.html", {"unsent": int(unsent)})
