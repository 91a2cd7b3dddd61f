"""`/me/sign-ins/`: where one is signed in, and what happened at the door of the own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.people import public as people
from gongzhi.people.rules.door import BAD, TEXTS, SignInEvent
from gongzhi.people.views.entering import origin


@never_cache
@login_required(login_url="/login/")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Sessions and the record; POST signs out everywhere else."""
    account_id, key = int(request.user.pk or 0), request.session.session_key
    if request.method == "POST":
        if people.end_sessions(account_id, keep=key, **origin(request)):
            messages.success(request, _("Signed out on all other devices."))
        else:
            messages.info(request, _("You are signed in on this device alone."))
        return redirect("/me/sign-ins/")
    sessions = [(s, s.session_key == key) for s in people.sessions_of(account_id)]
    rows = [
        (s.at, _(TEXTS[SignInEvent(s.event)]), s.network, s.device, s.event in BAD)
        for s in people.sign_ins_of(account_id)
    ]
    return render(request, "people/sign_ins.html", {"sessions": sessions, "rows": rows})
