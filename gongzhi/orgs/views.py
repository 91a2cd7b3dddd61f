"""The desk: bodies and posts, appointments, absences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.access.public import Permission, actor_of, may, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.kit.errors import add_to_form
from gongzhi.orgs import public as orgs
from gongzhi.orgs.actions.succession import open_work
from gongzhi.orgs.forms import REASONS, AbsenceForm, AppointForm, PhoneForm, SubstituteForm
from gongzhi.orgs.queries import desk, eligible
from gongzhi.people import public as people
from gongzhi.places import public as places


@require_GET
def structure(request: HttpRequest) -> HttpResponse:
    """`/desk/orgs/`: bodies and posts of one's part of the tree."""
    actor = actor_of(request)
    if not scopes(actor, Permission.ORG_SEE):
        raise Forbidden("Your posts do not allow this here.")
    page = desk.structure(actor, request.GET.get("after", ""))
    return render(request, "orgs/structure.html", {"page": page})


@require_GET
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """`/desk/orgs/posts/ID/`: who holds it now and held it before; appoint, end, name the substitute."""
    return _post(request, post_id)


def _post(request: HttpRequest, post_id: int, status: int = 200, **forms: Form) -> HttpResponse:
    actor = actor_of(request)
    found, row, history = desk.post_page(post_id, actor)
    context: dict[str, Any] = {"post": found, "row": row, "history": history, "open": open_work(post_id)}
    if (rule := eligible.rule_of(found.kind)) is not None:
        held = orgs.Appointment.objects.filter(pk__in=[h.appointment_id for h in row.holders]).order_by("id")
        names = dict(held.values_list("person_id", "person__name"))
        unfit = eligible.unfit(found, names)
        context |= {"held_by": eligible.words_of(rule), "unfit": [n for p, n in names.items() if p in unfit]}
    if may(actor, Permission.ORG_APPOINT, places.ancestors(found.place_id)):
        context["appoint"] = forms.get("appoint") or AppointForm(initial={"starts_on": clock.today()})
        choices = desk.substitutes_for(found)
        context["phone"] = forms.get("phone") or PhoneForm(initial={"phone": found.phone})
        context["substitute"] = SubstituteForm(choices=choices, initial={"substitute": found.substitute_id})
    return render(request, "orgs/post.html", context, status=status)


@require_POST
def appoint(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give a seat to somebody known to the platform, by user name or phone."""
    form = AppointForm(request.POST)
    if form.is_valid():
        try:
            person = people.find_known(form.cleaned_data.pop("person"))
            orgs.appoint(actor=actor_of(request), person_id=person.pk, post_id=post_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Appointed."))
            post = orgs.Post.objects.get(pk=post_id)
            rule = eligible.rule_of(post.kind)
            if rule is not None and eligible.unfit(post, [person.pk]):
                words = _("By the rules in force this post is held by: %(who)s.") % {"who": eligible.words_of(rule)}
                messages.warning(request, words)
            return redirect("orgs:post", post_id)
    return _post(request, post_id, 422, appoint=form)


@require_POST
def end(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """End an appointment at once."""
    orgs.end_appointment(appointment_id, actor=actor_of(request))
    messages.success(request, _("The appointment has ended; so has the access that came with it."))
    return (
        redirect("orgs:post", int(request.POST["post"]))
        if request.POST.get("post", "").isdecimal()
        else redirect("orgs:structure")
    )


@require_POST
def substitute(request: HttpRequest, post_id: int) -> HttpResponse:
    """Name B of A, or nobody."""
    actor = actor_of(request)
    found, _row, _history = desk.post_page(post_id, actor)
    form = SubstituteForm(request.POST, choices=desk.substitutes_for(found))
    if form.is_valid():
        orgs.set_substitute(post_id, form.cleaned_data["substitute"], actor=actor)
        messages.success(request, _("Saved."))
        return redirect("orgs:post", post_id)
    return _post(request, post_id, 422)


@require_POST
def phone(request: HttpRequest, post_id: int) -> HttpResponse:
    """The work phone of a post."""
    form = PhoneForm(request.POST)
    if form.is_valid():
        try:
            orgs.set_phone(post_id, form.cleaned_data["phone"], actor=actor_of(request))
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:post", post_id)
    return _post(request, post_id, 422, phone=form)


@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """`/desk/absence/`: one's own absence, who stands in, what is open; with `org:absence` also for others."""
    actor = actor_of(request)
    if actor.person_id is None or not actor.posts:
        raise Forbidden("Your posts do not allow this here.")
    others = desk.staff_below(actor)
    form = AbsenceForm(request.POST or None, people=others, initial={"starts_at": clock.now(), "reason": "leave"})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person_id = data.pop("person", None) or actor.person_id
        try:
            orgs.start_absences(person_id, actor=actor, **data)
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The absence is entered; the work goes to the substitute for that time."))
            return redirect("orgs:absence")
    words = dict(REASONS)
    known = desk.absences_of({actor.person_id, *(pk for pk, _label in others)})
    context = {
        "form": form,
        "mine": [(s.label, "、".join(s.stand_ins), open_work(s.post_id)) for s in desk.stand_ins(actor.person_id)],
        "absences": [(a, words.get(a.reason, a.reason)) for a in known],
    }
    return render(request, "orgs/absence.html", context, status=422 if form.errors else 200)


@require_POST
def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Back again, or the absence is called off."""
    orgs.end_absence(absence_id, actor=actor_of(request))
    messages.success(request, _("The absence has ended; the work is back."))
    return redirect("orgs:absence")
