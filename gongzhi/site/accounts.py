"""`/desk/accounts/` and `/desk/sign-ins/`: who signs in and how, a lost second step, the record of the door.

Here and not in `people`, since who is staff, and where, is known above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.kit.address import address_of
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form
from gongzhi.kit.paging import paged
from gongzhi.orgs.models import Appointment
from gongzhi.people import public as people
from gongzhi.people.rules.door import BAD, TEXTS, SignInEvent
from gongzhi.places import public as places


class ReasonForm(Form):
    """Why a second step is taken away."""

    reason = forms.CharField(label=gettext_lazy("Reason"), help_text=gettext_lazy("It stands in the ledger."),
                             max_length=200)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An account of staff; `place_id` of one of the person's posts within the actor's part of the tree."""

    account: people.Account
    post: str
    place_id: int
    second: bool


def _held(actor: Actor, permission: Permission) -> QuerySet[Appointment]:
    """Who holds or held a post where the actor has the permission."""
    mine = scopes(actor, permission)
    if not mine:
        raise Forbidden("Your posts do not allow this here.")
    below = Q(pk__in=[])
    for place in places.get_many(mine).values():
        below |= Q(post__place__path__startswith=place.path)
    return Appointment.objects.filter(below)


def _accounts(held: QuerySet[Appointment], words: str) -> QuerySet[people.Account]:
    """The accounts of those persons; `words` are part of a name or a user name."""
    found = people.Account.objects.filter(Exists(held.filter(person=OuterRef("person"))))
    return found.filter(Q(person__name__icontains=words) | Q(username__icontains=words)) if words else found


def _rows(accounts: Sequence[people.Account], held: QuerySet[Appointment]) -> list[Row]:
    """With the latest post of each. One query."""
    posts = {
        h.person_id: h.post
        for h in held.filter(person__in=[a.person_id for a in accounts]).select_related("post__body").order_by("id")
    }
    rows = []
    for account in accounts:
        post, factor = posts[account.person_id], getattr(account, "second_factor", None)
        second = factor is not None and factor.confirmed_at is not None
        rows.append(Row(account, post.label, post.place_id, second))
    return rows


@never_cache
@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of staff below the own place, with the second step of each."""
    words = request.GET.get("q", "").strip()[:60].replace("\0", "")
    held = _held(actor_of(request), Permission.ACCOUNT_RESET)
    found = _accounts(held, words).select_related("person", "second_factor")
    page = paged(found, ("person__name", "pk"), after=request.GET.get("after", ""))
    return render(request, "site/accounts.html", {"rows": _rows(page.items, held), "page": page, "words": words})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take a lost second step away, with a reason."""
    actor = actor_of(request)
    held = _held(actor, Permission.ACCOUNT_RESET)
    account = _accounts(held, "").select_related("person", "second_factor").filter(pk=account_id).first()
    if account is None:
        raise NotFound("There is no such account.")
    row = _rows([account], held)[0]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        where = places.ancestors(row.place_id)
        try:
            people.reset_second(account_id, reason=form.cleaned_data["reason"], actor=actor, ancestors=where,
                                address=address_of(request))  # fmt: skip
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The second step was reset. The password alone opens now."))
            return redirect("/desk/accounts/")
    return render(request, "site/account_reset.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """What happened at the doors of staff below the own place; unknown names are not shown."""
    words = request.GET.get("q", "").strip()[:60].replace("\0", "")
    bad = request.GET.get("bad") == "1"
    found = people.sign_ins(_accounts(_held(actor_of(request), Permission.ACCOUNT_AUDIT), words))
    if words:
        found = found.exclude(account=None)
    if bad:
        found = found.filter(event__in=sorted(BAD))
    page = paged(found, ("-at", "-id"), after=request.GET.get("after", ""))
    rows = [
        (s.at, s.account, _(TEXTS[SignInEvent(s.event)]), s.network, s.device,
         s.event in BAD)
        for s in page.items
    ]  # fmt: skip
    return render(request, "site/sign_ins.html", {"rows": rows, "page": page, "words": words, "bad": bad})
