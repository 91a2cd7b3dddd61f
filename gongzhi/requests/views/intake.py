"""Register a request while the person talks (issue item 3): one form, one keyboard, under 30 seconds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import DomainError, Forbidden, NotAllowed, NotFound
from gongzhi.core.heavy import segno
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import rules
from gongzhi.requests.actions import Receipt, imports, intake, join
from gongzhi.requests.actions.notify import absolute
from gongzhi.requests.actions.phone import registered
from gongzhi.requests.actions.ways_out import tell_way_out
from gongzhi.requests.models import PhoneCall, Reporter
from gongzhi.requests.queries import phone
from gongzhi.requests.queries.one import find
from gongzhi.requests.rules import Draft
from gongzhi.requests.views import hints as beside
from gongzhi.requests.views.desk_forms import IntakeForm
from gongzhi.requests.views.report import type_groups
from gongzhi.requests.views.sheet import holder_words
from gongzhi.requests.views.work import type_title

CHANNEL_KEY = "desk-channel"  # session: the channel used last
TAKEN_KEY = "desk-taken"  # session: what this clerk registered, for the page of the number
TAKEN_KEPT = 30
SIZES = [("58", "58 mm"), ("80", "80 mm"), ("a5", "A5"), ("a4", "A4")]  # of slips: rolls, sheets


def registering(request: HttpRequest) -> Actor:
    """The signed-in person, who must hold a post that registers. Raises Forbidden."""
    actor = actor_of(request)
    if not scopes(actor, Permission.REQUEST_REGISTER):
        raise Forbidden("None of your posts registers requests.")
    return actor


def channels(actor: Actor) -> list[tuple[str, str]]:
    """The channels by which staff take requests in, the one that fits the actor's own post first."""
    own = sorted(actor.posts, key=lambda p: p.standing_in_for is not None)
    found = [c for c in packs.active().channels if c.by == "staff" and c.in_use and c.key != imports.CHANNEL]
    ranks = {c.key: next((i for i, p in enumerate(own) if p.kind.startswith(c.key)), len(own)) for c in found}
    return [(c.key, packs.named(c)) for c in sorted(found, key=lambda c: ranks[c.key])]


def _form(request: HttpRequest, actor: Actor, data: Any = None) -> IntakeForm:
    ways = channels(actor)
    known = {key for key, _title in ways}
    last = request.session.get(CHANNEL_KEY)
    initial = {"channel": last if last in known else ways[0][0] if ways else ""}
    if data is None and (from_call := _call_of(request, actor)) is not None:
        initial |= {"call": from_call.pk, "contact_phone": phone.number_of(from_call)}
        initial |= {"channel": phone.HOTLINE} if phone.HOTLINE in known else {}
    return IntakeForm(data, channels=ways, groups=type_groups(), initial=initial)


def _call_of(request: HttpRequest, actor: Actor) -> PhoneCall | None:
    """The actor's own call from which the form was opened."""
    given = id_of(request.GET.get("call"))
    return phone.find_own(given, actor) if given is not None else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form; sent, it becomes a numbered request, or joins the one that was chosen beside it."""
    actor = registering(request)
    if request.method != "POST":
        form = _form(request, actor)
        begun = {k: str(v) for k, v in form.initial.items() if k in ("contact_phone", "channel")}
        return _page(request, form, beside.look(begun, actor) if "call" in form.initial else beside.Hints())
    if "told" in request.POST:
        way = tell_way_out(request.POST["told"], actor=actor)
        messages.success(request, _("Told where to go, nothing was kept: %(where)s") % {"where": way.where_to_go})
        return redirect("requests:intake")
    if "suggest" in request.POST:
        found = beside.look(request.POST, actor)
        form = _form(request, actor, request.POST)
        form.offer_posts(found.posts)
        return _page(request, form, found)
    data = request.POST.copy()
    data["type_auto"] = data["place_auto"] = ""  # what stands on the page now is what the clerk sends
    found = beside.look(data, actor)
    form = _form(request, actor, data)
    form.offer_posts(found.posts)
    if form.is_valid():
        try:
            receipt = _take(request, form.cleaned_data, found, actor)
        except DomainError as error:
            add_to_form(form, _renamed(error))
        else:
            return redirect("requests:intake-done", reporter_id=receipt.reporter_id)
    return _page(request, form, found, status=422)


def _take(request: HttpRequest, data: dict[str, Any], found: beside.Hints, actor: Actor) -> Receipt:
    draft = Draft(
        description=data["description"].strip(),
        type_key=found.type_key,
        name=data["name"],
        contact_phone=data["contact_phone"],
        lon=data["lon"],
        lat=data["lat"],
        place_id=int(found.place_id) if found.place_id and data["lon"] is None else None,
        address=data["address"],
        keep_private=data["keep_private"],
        received_at=data["received_at"],
    )
    scope = f"desk-{actor.person_id}"
    wanted = id_of(request.POST.get("join"))
    if wanted is not None:
        if wanted not in {row["id"] for row in (*found.near, *found.caller)}:
            raise NotAllowed("This request has ended. Please report anew.")
        receipt = join(
            wanted, draft, actor=actor, contact_needed=False, idempotency_key=data["submission"], key_scope=scope
        )
    else:
        receipt = intake(
            draft,
            actor=actor,
            channel=data["channel"],
            idempotency_key=data["submission"],
            key_scope=scope,
            offer_to=data["to_post"],
            look_near=False,
        )
    if data["call"] is not None:
        registered(data["call"], receipt.reporter_id, actor=actor)
    request.session[CHANNEL_KEY] = data["channel"]
    taken = [i for i in request.session.get(TAKEN_KEY, []) if i != receipt.reporter_id]
    request.session[TAKEN_KEY] = [*taken, receipt.reporter_id][-TAKEN_KEPT:]
    return receipt


def _renamed(error: DomainError) -> DomainError:
    """`people` and `rules` name fields as the domain does; here they have the form's names."""
    names = {"phone": "contact_phone", "email": "contact_phone", "type_key": "other_type", "title": "description"}
    if error.field in names:
        error.field = names[error.field]
    return error


def _page(request: HttpRequest, form: IntakeForm, found: beside.Hints, status: int = 200) -> HttpResponse:
    context = {"form": form, "hints": found, "outline": _outline(actor_of(request))}
    return render(request, "requests/intake.html", context, status=status)


def _outline(actor: Actor) -> int | None:
    """The place whose grids the map shows: that of the first post that registers."""
    return next((p.place_id for p in actor.posts if Permission.REQUEST_REGISTER in p.permissions), None)


@login_required
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """The parts of the page that follow what is typed (htmx)."""
    actor = registering(request)
    found = beside.look(request.POST, actor)
    return render(request, "requests/_hints.html", {"hints": found, "fragment": True})


def _taken(request: HttpRequest, reporter_id: int) -> Reporter:
    """What this clerk registered a moment ago, or a request that the actor sees. Raises NotFound."""
    reporter = Reporter.objects.select_related("request__matter").filter(pk=reporter_id).first()
    if reporter is None:
        raise NotFound("There is no such request.")
    if reporter_id not in request.session.get(TAKEN_KEY, []):
        find(reporter.request.number, actor_of(request))
    return reporter


@login_required
@require_safe
def done(request: HttpRequest, reporter_id: int) -> HttpResponse:
    """The number to read aloud, the day, who has it now, the slip, and the next one."""
    registering(request)
    return render(request, "requests/intake_done.html", _done(request, reporter_id) | {"sizes": SIZES})


@login_required
@require_safe
def slip(request: HttpRequest, reporter_id: int) -> HttpResponse:
    """What is printed for the person in large type: number, day, who answers, the duty phone; `?size=` of `SIZES`."""
    size = "80" if "roll" in request.GET else request.GET.get("size", "a4")
    size = size if size in dict(SIZES) else "a4"
    context = _done(request, reporter_id)
    post = orgs.Post.objects.get(pk=context["matter"].holder_post_id)
    answers = holder_words(post.pk, context["holder"])
    sizes = [(key, words) for key, words in SIZES if key != size]
    context |= {"size": size, "sizes": sizes, "answers": answers, "phone": post.phone}
    context["code"] = _code(context["about"].number)
    return render(request, "requests/slip.html", context)


def _code(number: str) -> SafeString:
    """A QR code that opens the look-up with the number filled in; the telephone is asked there, not printed."""
    address = absolute(f"{reverse('requests:track')}?number={number}")
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn by segno


def _done(request: HttpRequest, reporter_id: int) -> dict[str, Any]:
    reporter = _taken(request, reporter_id)
    about = reporter.request
    matter = about.matter
    labels = orgs.post_labels(p for p in (matter.holder_post_id, matter.offered_post_id) if p is not None)
    chain = places.chain(matter.place_id)
    return {
        "reporter": reporter,
        "about": about,
        "matter": matter,
        "number": rules.spoken(about.number),
        "kind": type_title(packs.active(), about.type_key),
        "holder": labels.get(matter.holder_post_id, ""),
        "offered": labels.get(matter.offered_post_id or 0, ""),
        "where": " › ".join(p.name for p in chain[-3:]),
        "hotline": next((c.title for c in packs.active().channels if c.key == "hotline"), ""),
    }
