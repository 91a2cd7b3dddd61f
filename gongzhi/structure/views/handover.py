"""`/desk/structure/handover/`: handing over a post, the list, three signatures, the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.forms import Form, id_of
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions import handover as acts
from gongzhi.structure.forms import handover as forms
from gongzhi.structure.queries import handover
from gongzhi.structure.queries.in_office import in_office

HOLDERS_MOST = 500


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those that one takes part in, or may appoint for."""
    actor = actor_of(request)
    page = handover.listing(actor, request.GET.get("after", ""))
    opens = bool(scopes(actor, Permission.ORG_APPOINT))
    return render(request, "structure/handovers.html", {"page": page, "opens": opens})


def _holders(actor: Actor, post_id: int | None) -> list[tuple[int, str]]:
    here = places.below(actor, Permission.ORG_APPOINT, prefix="post__place__")
    rows = in_office(orgs.Appointment.objects.filter(here))
    if post_id is not None:
        rows = rows.filter(post=post_id)
    rows = rows.select_related("post__body", "person").order_by("post__body__name", "post_id", "id")
    return [(a.pk, f"{a.post.label} · {a.person.name}") for a in rows[:HOLDERS_MOST]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin one: who, to whom, before whom."""
    actor = actor_of(request)
    if not scopes(actor, Permission.ORG_APPOINT):
        raise Forbidden("Your posts do not allow this here.")
    holders = _holders(actor, id_of(request.GET.get("post")))
    form = forms.OpenForm(request.POST or None, holders=holders)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.open_handover(
                actor=actor, appointment_id=data["appointment"],
                receiver_id=people.find_known(data["receiver"], field="receiver").pk,
                witness_id=people.find_known(data["witness"], field="witness").pk,
                ends_on=data["ends_on"], basis=data["basis"],
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The list is compiled. All three are told."))
            return redirect("structure:handover", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "structure/handover_new.html", {"form": form, "holders": holders}, status=status)


@login_required
@require_safe
def sheet(request: HttpRequest, handover_id: int) -> HttpResponse:
    """The list with its signatures; prints on A4. Raises NotFound for who has no part in it."""
    return _page(request, handover.sheet(handover_id, actor_of(request)))


def _page(request: HttpRequest, found: handover.Sheet, **given: Form) -> HttpResponse:
    context = {
        "sheet": found, "h": found.handover, "kinds": forms.KINDS, "bases": dict(forms.BASES),
        "roles": {"giver": _("Hands over"), "receiver": _("Takes over"), "witness": _("Witness")},
        "line_form": given.get("line") or (forms.LineForm() if found.edits else None),
        "paper_form": given.get("paper") or (forms.PaperForm() if found.may else None),
        "total": len(found.lines),
    }  # fmt: skip
    return render(request, "structure/handover.html", context, status=422 if given else 200)


@login_required
@require_POST
def act(request: HttpRequest, handover_id: int, verb: str) -> HttpResponse:
    """`line` and `drop`, `compile`, `sign`, `paper`, `withdraw`."""
    actor = actor_of(request)
    found = handover.sheet(handover_id, actor)
    if verb in ("line", "paper"):
        return _typed(request, found, verb, actor)
    done: dict[str, Any] = {
        "compile": lambda: acts.compile_again(handover_id, actor=actor),
        "sign": lambda: acts.sign(handover_id, actor=actor),
        "withdraw": lambda: acts.withdraw(handover_id, actor=actor),
        "drop": lambda: acts.drop_line(handover_id, id_of(request.POST.get("line")) or 0, actor=actor),
    }
    if verb not in done:
        raise NotFound("There is no such page.")
    done[verb]()
    words = {
        "sign": _("Signed."),
        "withdraw": _("Called off."),
        "compile": _("Compiled anew."),
        "drop": _("Taken off the list."),
    }
    messages.success(request, words[verb])
    return redirect("structure:handover", handover_id)


def _typed(request: HttpRequest, found: handover.Sheet, verb: str, actor: Actor) -> HttpResponse:
    form: Form = forms.LineForm(request.POST) if verb == "line" else forms.PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            if verb == "line":
                acts.add_line(found.handover.pk, actor=actor, **form.cleaned_data)
            else:
                scan = files.accept_document(form.cleaned_data["scan"], actor=actor)
                acts.enter_paper(found.handover.pk, actor=actor, file_ids=[scan.pk])
        except Invalid as error:
            form.add_error(
                "scan" if verb == "paper" else error.field if error.field in form.fields else None, text_of(error)
            )
        else:
            messages.success(
                request, _("Added to the list.") if verb == "line" else _("Entered; the post is handed over.")
            )
            return redirect("structure:handover", found.handover.pk)
    return _page(request, found, **{verb: form})


@login_required
@require_safe
def scan(request: HttpRequest, handover_id: int, file_id: int) -> HttpResponse:
    """The scan of a list signed on paper, for who sees the handover."""
    found = handover.sheet(handover_id, actor_of(request))
    stored = next((f for f in found.scans if f.pk == file_id), None)
    if stored is None:
        raise NotFound("There is no such file.")
    return files.serve(stored, request, thumb="thumb" in request.GET)


@login_required
@require_safe
def lead(request: HttpRequest, matter_id: int) -> HttpResponse:
    """From a line of the list to the page of its matter, which says itself who may see it."""
    address = notices.page_about(matter_id)
    if address is None:
        raise NotFound("There is no such matter.")
    return HttpResponseRedirect(address)
