"""`/desk/boxes/`: boxes for papers, when they were emptied, what became of each paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, may, scopes
from gongzhi.channels import forms
from gongzhi.channels.actions import boxes as acts
from gongzhi.channels.models import Emptying
from gongzhi.channels.queries import boxes as queries
from gongzhi.channels.queries.places import paper_channels
from gongzhi.channels.views.chats import registering, types
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.files import public as files
from gongzhi.kit import excel
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import public as requests

GET_POST = ["GET", "HEAD", "POST"]
SAYS: dict[str, str] = {
    Emptying.Says.NOTHING: gettext_noop("not confirmed yet"),
    Emptying.Says.YES: gettext_noop("confirmed"),
    Emptying.Says.NO: gettext_noop("says it was not so"),
}


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    queries.sees(actor)
    return actor


def _set_up_form(actor: Actor, data: Any = None) -> forms.BoxForm | None:
    """The form for who may set a box up, where the rules in force have such a channel."""
    reach, channels = scopes(actor, Permission.PREMISES_EDIT), paper_channels()
    if not reach or not channels:
        return None
    areas = [(p.pk, p.name) for p in places.subtree(reach, ("community", "village", "grid", "estate"), most=200)]
    return forms.BoxForm(data, places=areas, channels=[(c.key, packs.named(c)) for c in channels])


@login_required
@require_http_methods(GET_POST)
def index(request: HttpRequest) -> HttpResponse:
    """The boxes of the area; setting one up."""
    actor = _actor(request)
    form = _set_up_form(actor, request.POST or None)
    if request.method == "POST" and form is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PREMISES_EDIT)
    if form is not None and form.is_valid():
        d = form.cleaned_data
        try:
            box = acts.set_up(acts.BoxDraft(d["place"], d["channel"], d["title"], d["where"]), actor=actor)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The box is set up."))
            return redirect("channels:box", box_id=box.pk)
    boxes = queries.boxes_of(actor).select_related("place")
    page = paged(boxes, ["place__path", "id"], after=request.GET.get("after", ""), size=50)
    rows = [(one, queries.channel_words(one.box)) for one in queries.hanging(list(page.items))]
    context = {"page": page, "rows": rows, "form": form}
    return render(request, "channels/boxes.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_http_methods(GET_POST)
def show(request: HttpRequest, box_id: int) -> HttpResponse:
    """A box: when it was emptied, by whom, how many papers; recording that it was."""
    actor = _actor(request)
    box = queries.box_of(box_id, actor)
    ancestors = places.ancestors(box.place_id)
    form = None
    if may(actor, Permission.REQUEST_REGISTER, ancestors):
        form = forms.EmptyForm(request.POST or None, posts=queries.posts_beside(box.place_id))
        if form.is_valid():
            try:
                row = acts.empty(box.pk, actor=actor, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
            else:
                messages.success(request, _("Kept."))
                return redirect("channels:emptied", emptying_id=row.pk) if row.papers else redirect(request.path)
    elif request.method == "POST":
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    context = {
        "box": box, "channel": queries.channel_words(box), "form": form, "rows": queries.emptyings_of(box),
        "may_end": box.ends_on is None and may(actor, Permission.PREMISES_EDIT, ancestors),
    }  # fmt: skip
    return render(request, "channels/box.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_POST
def away(request: HttpRequest, box_id: int) -> HttpResponse:
    """Take a box away."""
    actor = _actor(request)
    acts.take_away(queries.box_of(box_id, actor).pk, actor=actor)
    messages.success(request, _("Today is the last day of this box."))
    return redirect("channels:boxes")


@login_required
@require_http_methods(GET_POST)
def there(request: HttpRequest, emptying_id: int) -> HttpResponse:
    """The second person says, by the own login, whether they emptied the box."""
    actor = actor_of(request)
    row = queries.second_of(emptying_id, actor)
    form = forms.SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            acts.say_there(row.pk, there=d["there"] == "yes", reason=d["reason"], actor=actor)
        except Conflict as error:
            messages.error(request, text_of(error))
            return redirect(request.path)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect(request.path)
    context = {"row": row, "first": row.first.person.name, "form": form}
    return render(request, "channels/there.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def emptied(request: HttpRequest, emptying_id: int) -> HttpResponse:
    """The papers of one emptying: which are requests, which are not entered yet."""
    row = queries.emptying_of(emptying_id, registering(request))
    papers = [(n, paper, about, spoken(about.number) if about else "") for n, paper, about in queries.papers_of(row)]
    context = {"row": row, "papers": papers, "by_code": row.pk in queries.by_code([row])}
    return render(request, "channels/emptied.html", context)


@login_required
@require_http_methods(GET_POST)
def paper(request: HttpRequest, emptying_id: int, number: int) -> HttpResponse:
    """Enter one paper as a request, or set it aside."""
    actor = registering(request)
    row = queries.emptying_of(emptying_id, actor)
    if not 1 <= number <= row.papers:
        raise NotFound("There is no paper of this number.")
    aside = "aside" in request.POST
    form = forms.PaperForm(*((request.POST, request.FILES) if request.POST and not aside else ()), types=types())
    reason = forms.AsideForm(request.POST if aside else None, prefix="aside")
    try:
        if aside and reason.is_valid():
            acts.set_aside(row.pk, number, reason=reason.cleaned_data["reason"], actor=actor)
            return _next(request, row)
        if not aside and form.is_valid():
            acts.take_paper(row.pk, number, _draft(form, row, actor), actor=actor)
            return _next(request, row)
    except DomainError as error:
        if isinstance(error, Invalid) and error.field in ("photo", "phone"):
            error.field = {"photo": "scan", "phone": "contact_phone"}[error.field]
        add_to_form(reason if aside else form, error)
    wrong = bool(form.errors or reason.errors)
    context = {"row": row, "number": number, "form": form, "reason": reason}
    return render(request, "channels/paper.html", context, status=422 if wrong else 200)


def _draft(form: forms.PaperForm, row: Emptying, actor: Actor) -> requests.Draft:
    d = form.cleaned_data
    scan = files.accept_image(d["scan"], actor=actor)
    written = queries.Written(d["description"], d["address"], d["type_key"], d["name"], d["contact_phone"])
    return queries.draft_of(row, written, scan.pk)


def _next(request: HttpRequest, row: Emptying) -> HttpResponse:
    """On to the first paper that is not entered yet."""
    messages.success(request, _("Kept."))
    left = next((n for n, known, _about in queries.papers_of(row) if known is None), None)
    if left is None:
        return redirect("channels:emptied", emptying_id=row.pk)
    return redirect("channels:paper", emptying_id=row.pk, number=left)


def _said(row: Emptying) -> str:
    said = _(SAYS[row.second_says])
    return f"{said} · {_('by a code on paper')}" if row.second_how == Emptying.How.CODE else said


@login_required
@require_safe
def register(request: HttpRequest) -> FileResponse:
    """The register of emptyings for Excel (开箱登记表)."""
    actor = _actor(request)
    book, title = excel.new(), _("Register of boxes")
    heads = (
        _("Box"),
        _("Place"),
        _("Emptied on"),
        _("First person"),
        _("Second person"),
        _("Papers"),
        _("Second person says"),
    )
    sheet = excel.begin(book, title[:31], title=title, by_line="", heads=heads, widths=(24, 20, 14, 14, 14, 10, 16),
                        footer=_("Page &P of &N"))  # fmt: skip
    rows = Emptying.objects.filter(box__in=queries.boxes_of(actor))
    for row in rows.select_related("box__place", "first__person", "second__person").order_by("-day", "-pk")[:2000]:
        excel.append(sheet, [
            row.box.title, row.box.place.name, row.day.isoformat(), row.first.person.name,
            queries.second_name(row) or _("somebody without a post"), row.papers, _said(row),
        ])  # fmt: skip
    return excel.download(book, title)
