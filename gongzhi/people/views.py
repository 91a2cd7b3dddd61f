"""Sign in and out, one's own page, the register of purposes. All of it works without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.errors import DomainError, Invalid, TooMany, Unavailable
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form, status_of, text_of
from gongzhi.people import public as people
from gongzhi.people.forms import CodeForm, NameForm, NewPasswordForm, PasswordForm, PhoneForm

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "sign-in-code"


def safe_next(request: HttpRequest, target: str, default: str) -> str:
    """`target` where it is an address of ours, else `default`."""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # an address begins with a slash; other words would be looked up as the name of a view
    return target if ours and target.startswith("/") and not target.startswith(("/login", "/logout")) else default


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
                    form.cleaned_data["username"], form.cleaned_data["password"], address=address_of(request)
                )
            except DomainError as error:
                return _refused(request, form, error, _page(request, target, staff=form))
            login(request, account, backend=_BACKEND)
            return redirect(safe_next(request, target, "/desk/"))
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
    return {"tabs": tabs, "next": target, **forms}


def _render(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "people/login.html", context, status=status)


def _refused(request: HttpRequest, form: Form, error: DomainError, context: dict[str, Any]) -> HttpResponse:
    """The same page with the refusal; what was typed is kept (but no password)."""
    if isinstance(error, Invalid):
        add_to_form(form, error)
    else:
        form.add_error(None, text_of(error))
    response = _render(request, context, status_of(error))
    if isinstance(error, TooMany | Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


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
    pending = request.session.get(_PENDING)
    if not pending:
        return redirect("/login/?as=resident")
    form = CodeForm(request.POST or None)
    context = {"code": form, "sent_to": pending["phone"], "next": pending["next"]}
    if request.method != "POST":
        return _render(request, context)
    if not form.is_valid():
        return _render(request, context, 422)
    try:
        account = people.check_code(int(pending["id"]), form.cleaned_data["code"])
    except DomainError as error:
        return _refused(request, form, error, context)
    del request.session[_PENDING]
    login(request, account, backend=_BACKEND)
    return redirect(safe_next(request, str(pending["next"]), "/me/"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/logout/`: asks by GET, signs out by POST."""
    if request.method == "POST":
        logout(request)
        messages.success(request, _("You are signed out."))
        return redirect("/")
    return render(request, "people/logout.html")


@never_cache
@login_required(login_url="/login/")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """`/me/`: what is kept about oneself, to read and to correct."""
    person = request.user.person  # type: ignore[union-attr]
    form = NameForm(request.POST or None, initial={"name": person.name, "alias": person.alias})
    if request.method == "POST" and form.is_valid():
        try:
            people.rename_person(person.pk, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("/me/")
    own = people.contact_of(person.pk)
    facts = [(_("Phone"), own.phone), (_("E-mail"), own.email), (_("WeChat"), own.wechat)]
    return render(request, "people/me.html", {"form": form, "facts": facts}, status=422 if form.errors else 200)


@never_cache
@login_required(login_url="/login/")
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """`/me/password/`: change it; other sessions of the account end."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            account = people.change_password(int(request.user.pk or 0), address=address_of(request), **typed)
        except Invalid as error:
            add_to_form(form, error)
        except TooMany as error:
            form.add_error(None, text_of(error))
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("The password was changed. Other devices are signed out."))
            return redirect("/me/")
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required(login_url="/login/")
@require_GET
def reveals(request: HttpRequest) -> HttpResponse:
    """`/me/reveals/`: who saw one's data in clear, when and why."""
    words = {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "wechat": _("WeChat")}
    seen = people.seen_of(request.user.person_id)  # type: ignore[union-attr]
    rows = [(s.at, words.get(s.field, s.field), s.by_name, s.reason) for s in seen]
    return render(request, "people/reveals.html", {"rows": rows})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """`/privacy/`: every personal field with its purpose, legal basis, retention and mask."""
    rows = [[_(t) for t in (p.title, p.purpose, p.basis, p.retention, p.mask)] for p in people.PURPOSES]
    return render(request, "people/privacy.html", {"rows": rows})
