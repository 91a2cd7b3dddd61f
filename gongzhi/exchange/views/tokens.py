"""`/desk/tokens/`: issue access to a program (shown once), see what was issued, revoke it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.exchange.actions import issue_token, revoke_token
from gongzhi.exchange.forms import SCOPES, TokenForm
from gongzhi.exchange.models import Token
from gongzhi.exchange.queries.tokens import tokens_for
from gongzhi.kit.errors import add_to_form
from gongzhi.orgs import public as orgs


def administrator(request: HttpRequest) -> Actor:
    """Who signs in programs here. Raises Forbidden."""
    actor = actor_of(request)
    if not scopes(actor, Permission.TOKEN_ISSUE):
        raise Forbidden("Your posts do not allow this here.")
    return actor


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form; a new token stands on the page that answers the form and nowhere else."""
    actor = administrator(request)
    mine = orgs.post_labels(p.post_id for p in actor.posts)
    form, issued = TokenForm(request.POST or None, posts=mine), None
    if request.method == "POST" and form.is_valid():
        try:
            issued = issue_token(actor=actor, **form.cleaned_data)
        except Invalid as error:
            add_to_form(form, error)
        else:
            form = TokenForm(posts=mine)
    context = {"form": form, "issued": issued, "rows": [_row(t) for t in tokens_for(actor)]}
    return render(request, "exchange/tokens.html", context, status=422 if form.errors else 200)


def _row(token: Token) -> dict[str, object]:
    names, often = dict(SCOPES), _("%(n)s calls a minute") % {"n": token.per_minute}
    if token.revoked_at is not None:
        state = _("revoked")
    elif token.expires_at is not None and token.expires_at <= clock.now():
        state = _("expired")
    else:
        state = _("valid")
    return {
        "token": token,
        "scopes": "；".join([*(str(names.get(s, s)) for s in token.scopes), often]),
        "whose": _whose(token),
        "by": token.issued_by.person.name if token.issued_by else _("the system"),
        "state": state,
        "live": token.revoked_at is None,
    }


def _whose(token: Token) -> str:
    """For which post, or where."""
    if token.post is not None:
        return token.post.label
    if token.person is not None:
        return _("All posts of %(name)s") % {"name": token.person.name}
    return token.place.name if token.place is not None else "—"


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End it."""
    revoke_token(token_id, actor=administrator(request))
    messages.success(request, _("The access was revoked."))
    return redirect("exchange:tokens")
