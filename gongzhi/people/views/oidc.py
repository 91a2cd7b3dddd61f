"""Sign in by the unit's own service: there and back, and the link of the own account with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, TooMany, Unavailable
from gongzhi.kit.errors import add_to_form, status_of, text_of
from gongzhi.people import public as people
from gongzhi.people.forms import AgainForm
from gongzhi.people.models import Account
from gongzhi.people.rules.door import PENDING_FOR
from gongzhi.people.views.entering import go_on, origin

_ASKED, _LINK = "oidc", "oidc-link"


@never_cache
@require_safe
def there(request: HttpRequest) -> HttpResponse:
    """`/login/oidc/`: to the provider. A link, not a form: our policy lets no form lead elsewhere."""
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        asked = people.ask_provider()
    except Unavailable as error:
        return _refused(request, error)
    target = str(request.GET.get("next", ""))
    link = request.session.pop(_LINK, None)
    request.session[_ASKED] = {**asked.kept(), "next": target, "link": link, "at": clock.now().isoformat()}
    return redirect(asked.address)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """`/login/oidc/back/`: from the provider; an answer is heard once."""
    if not settings.OIDC_ISSUER:
        raise Http404
    asked: dict[str, Any] | None = request.session.pop(_ASKED, None)
    try:
        if asked is None or datetime.fromisoformat(asked["at"]) < clock.now() - PENDING_FOR:
            raise Forbidden("This sign-in was not begun here, or too long ago. Please begin again.")
        proved = people.hear_provider(asked, request.GET.dict(), **origin(request))
        if asked["link"] is not None:
            return _link(request, str(asked["link"]), proved)
        account = people.sign_in_proved(proved, **origin(request))
    except DomainError as error:
        return _refused(request, error)
    return go_on(request, account, how="oidc", target=asked["next"], default="/desk/", vouched=proved.vouched)


def _link(request: HttpRequest, account_id: str, proved: people.Proved) -> HttpResponse:
    if str(request.user.pk) != account_id:
        raise Forbidden("This sign-in was not begun here, or too long ago. Please begin again.")
    people.link_login(int(account_id), proved.subject, **origin(request))
    messages.success(request, _("Linked. You can sign in by %(label)s from now on.") % {"label": settings.OIDC_LABEL})
    return redirect("/me/sign-in-service/")


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = render(request, "people/oidc_refused.html", {"words": text_of(error)}, status=status_of(error))
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@never_cache
@login_required(login_url="/login/")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest) -> HttpResponse:
    """`/me/sign-in-service/`: link the own account with the provider, or take the link away; after the password."""
    if not settings.OIDC_ISSUER:
        raise Http404
    account: Account = request.user  # type: ignore[assignment]  # signed in
    form, ready = AgainForm(request.POST or None), False
    if not account.has_usable_password():
        del form.fields["password"]
    if request.method == "POST" and form.is_valid():
        try:
            if account.has_usable_password():
                people.check_password(account, form.cleaned_data["password"], **origin(request))
            if request.POST.get("do") == "unlink":
                people.unlink_login(account.pk, **origin(request))
                messages.success(request, _("The link was removed."))
                return redirect("/me/sign-in-service/")
            request.session[_LINK], ready = str(account.pk), True
        except (Invalid, Conflict, TooMany) as error:
            add_to_form(form, error)
    context = {
        "form": form, "ready": ready, "linked": people.is_linked(account.pk), "label": settings.OIDC_LABEL,
        "again": account.has_usable_password(),
    }  # fmt: skip
    return render(request, "people/sign_in_service.html", context, status=422 if form.errors else 200)
