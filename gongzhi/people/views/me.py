"""One's own page, the password, who saw one's data, the register of purposes."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.core.errors import Invalid, TooMany
from gongzhi.kit.errors import add_to_form
from gongzhi.people import public as people
from gongzhi.people.forms import NameForm, NewPasswordForm
from gongzhi.people.views.entering import origin


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
    service = settings.OIDC_LABEL if settings.OIDC_ISSUER else ""
    context = {"form": form, "facts": facts, "service": service}
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


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
            account = people.change_password(
                int(request.user.pk or 0), keep=request.session.session_key, **origin(request), **typed
            )
        except (Invalid, TooMany) as error:
            add_to_form(form, error)
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
    words["sound"] = _("Own words, heard as they were recorded")
    words["call"] = _("Own requests, during a telephone call")
    seen = people.seen_of(request.user.person_id)  # type: ignore[union-attr]
    rows = [(s.at, words.get(s.field, s.field), s.by_name, s.reason) for s in seen]
    return render(request, "people/reveals.html", {"rows": rows})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """`/privacy/`: every personal field with its purpose, legal basis, retention and mask."""
    rows = [[_(t) for t in (p.title, p.purpose, p.basis, p.retention, p.mask)] for p in people.PURPOSES]
    return render(request, "people/privacy.html", {"rows": rows})
