"""Who is responsible here: from an address, for everybody and, with what is vacant, for staff; own consent (row A3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Permission, actor_of, may, require, staff_of
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions import chains as acts
from gongzhi.structure.forms.chains import WhyForm
from gongzhi.structure.queries import chains, grids

_MOST = 12


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The address that was typed or chosen, and what was found."""
    words = " ".join(request.GET.get("q", "").split())[:80]
    place_id = id_of(request.GET.get("place"))
    context: dict[str, Any] = {"q": words}
    if place_id is not None:
        place = places.get(place_id)
        context |= {"place": place, "above": places.chain(place_id)[:-1], "chains": chains.resolve(place)}
    elif words:
        found = places.find_address(words, most=_MOST)
        if len(found) == 1:
            context |= {"place": found[0], "above": places.chain(found[0].pk)[:-1], "chains": chains.resolve(found[0])}
        else:
            above = places.above(found)
            context["found"] = [(p, above[p.pk]) for p in found]
    settled = packs.active().community
    context["phone"] = settled.phone if settled else ""
    return context


@require_safe
def responsible(request: HttpRequest) -> HttpResponse:
    """`/structure/responsible/`: for everybody; vacant links lead to the community's phone."""
    return render(request, "structure/responsible.html", _asked(request))


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """`/desk/structure/chains/`: the same on the desk, with what is vacant, and the post to fill."""
    actor = staff_of(request)
    context = _asked(request)
    place = context.get("place")
    if place is not None:
        ancestors = place.ancestors
        context["sees"] = may(actor, Permission.ORG_SEE, ancestors)
        context["where"] = f"?place={place.pk}"
        context["reveals"] = may(actor, Permission.PERSON_REVEAL, ancestors)
        if context["sees"]:
            context["chains"] = chains.with_private(context["chains"])
        context["appoints"] = may(actor, Permission.ORG_APPOINT, ancestors)
        context["grids"] = grids.may_see(actor, ancestors)
        if context["appoints"]:
            context["neighbours"] = _neighbours(place.ancestors)
    return render(request, "structure/chains.html", context)


def _neighbours(ancestors: tuple[int, ...]) -> list[tuple[orgs.PostSeats, list[tuple[int, str, bool]]]]:
    """The posts here whose holders are named only where they agreed: (person, name, agreed)."""
    seats = orgs.posts_at(ancestors, sorted(chains.consent_kinds()))
    agreed = people.consented((h.person_id for p in seats for h in p.holders), chains.CONSENT)
    return [(p, [(h.person_id, h.name, h.person_id in agreed) for h in p.holders]) for p in seats if p.holders]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, post_id: int, person_id: int) -> HttpResponse:
    """The own phone of who holds a post, in clear: for a reason, kept in the trace, in this answer alone."""
    actor = actor_of(request)
    post = chains.named_holder(post_id, person_id)
    ancestors = places.ancestors(post.place_id)
    require(actor, Permission.ORG_SEE, ancestors)
    require(actor, Permission.PERSON_REVEAL, ancestors)
    form, shown = WhyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            shown = people.reveal(person_id, "phone", reason=reason, actor=actor, ancestors=ancestors) or _("not known")
        except Invalid as error:
            add_to_form(form, error)
    name = next(h.name for h in post.holders if h.person_id == person_id)
    place = id_of(request.GET.get("place")) or post.place_id
    context = {
        "form": None if shown else form, "title": _("Phone of %(name)s") % {"name": name}, "button": _("Show once"),
        "shown": shown, "back": f"{reverse('structure:chains-desk')}?place={place}",
        "intro": f"{post.body} · {post.title}",
    }  # fmt: skip
    answer = render(request, "structure/chain_phone.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def written(request: HttpRequest, post_id: int) -> HttpResponse:
    """A written consent came in, or was withdrawn."""
    given = request.POST.get("given") == "yes"
    acts.set_written_consent(post_id, id_of(request.POST.get("person")) or 0, given, actor=actor_of(request))
    messages.success(request, _("Noted."))
    place = id_of(request.POST.get("place"))
    response = redirect("structure:chains-desk")
    if place is not None:
        response["Location"] += f"?place={place}"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """`/structure/consent/`: one's own consent to be named, for who holds such a post."""
    actor = actor_of(request)
    kinds = chains.consent_kinds()
    held = [p for p in actor.posts if p.kind in kinds]
    if not held or actor.person_id is None:
        raise Forbidden("Your posts do not allow this here.")
    if request.method == "POST":
        acts.set_own_consent(request.POST.get("given") == "yes", actor=actor)
        messages.success(request, _("Noted."))
        return redirect("structure:consent")
    agreed = bool(people.consented([actor.person_id], chains.CONSENT))
    labels = orgs.post_labels(p.post_id for p in held)
    return render(request, "structure/consent.html", {"agreed": agreed, "posts": list(labels.values())})
