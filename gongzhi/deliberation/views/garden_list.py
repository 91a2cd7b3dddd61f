"""`/desk/gardens/`: projects of one's area; begin one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.deliberation.actions import gardens as acts
from gongzhi.deliberation.forms import gardens as forms
from gongzhi.deliberation.models import Topic
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.kit.paging import paged
from gongzhi.places import public as places


def runner(request: HttpRequest) -> Actor:
    """The signed-in person, who runs gardens somewhere. Raises Forbidden, NotFound (the pack has none)."""
    actor = actor_of(request)
    queries.rules()
    if not scopes(actor, Permission.TOPIC_RUN):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)
    return actor


def mine(actor: Actor, levels: tuple[str, ...]) -> list[tuple[int, str]]:
    """The places of these levels for which the actor holds `topic:run`."""
    held = scopes(actor, Permission.TOPIC_RUN)
    return [(pk, name) for pk, name in queries.places_of(levels) if held & set(places.ancestors(pk))]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The gardens of one's area, the newest first."""
    actor = runner(request)
    form = forms.FindForm(request.GET, places=mine(actor, queries.rules().levels), planned=True)
    form.is_valid()
    data = form.cleaned_data
    rows = queries.narrowed(
        queries.of_area(actor), text=data.get("q", ""), place_id=data.get("place"), state=data.get("state", "")
    )
    page = paged(rows, ["-id"], after=request.GET.get("after", ""), size=40)
    context = {"page": page, "form": form, "narrowed": any(data.values())}
    return render(request, "deliberation/desk_gardens.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a project."""
    actor = runner(request)
    rules = queries.rules()
    homes = mine(actor, rules.levels)
    topics = [
        (t.pk, t.matter.title)
        for t in Topic.objects.filter(matter__place__in=[pk for pk, _name in homes]).select_related("matter")
        .order_by("-matter_id")[:100]
    ]  # fmt: skip
    asked = id_of(request.GET.get("topic"))
    form = forms.GardenForm(
        request.POST or None, places=homes, kinds=queries.titles(rules.kinds).items(), topics=topics,
        initial={"topic": asked},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = acts.GardenDraft(
            place_id=data["place"], kind=data["kind"], title=data["title"], where=data["where"], words=data["words"],
            topic_id=data["topic"], submission=data["submission"],
        )  # fmt: skip
        try:
            made = acts.begin(draft, actor=actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Begun. Say now what is needed and who prepares it."))
            return redirect("deliberation:desk-garden", made.pk)
    return render(request, "deliberation/desk_garden_new.html", {"form": form}, status=422 if form.errors else 200)
