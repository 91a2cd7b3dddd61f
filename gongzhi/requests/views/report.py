"""A resident reports a problem: one thing a page, without an account, without scripting (issue item 2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, visitor_of
from gongzhi.core.errors import Invalid, InvalidMany, NotFound
from gongzhi.core.heavy import segno
from gongzhi.files import public as files
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import id_of
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import home_place, intake, join
from gongzhi.requests.actions.notify import absolute
from gongzhi.requests.forms import PHOTOS, ContactForm, KindForm, PlaceForm, WordsForm
from gongzhi.requests.rules import Draft
from gongzhi.requests.views import drafts

STEPS = [
    ("words", gettext_lazy("What")),
    ("kind", gettext_lazy("Kind")),
    ("place", gettext_lazy("Where")),
    ("contact", gettext_lazy("Contact")),
]


def _steps(current: str) -> list[dict[str, Any]]:
    keys = [key for key, _label in STEPS]
    at = keys.index(current)
    states = ["done" if i < at else "current" if i == at else "todo" for i in range(len(keys))]
    return [{"label": label, "state": state} for (_key, label), state in zip(STEPS, states, strict=True)]


def take_photos(request: HttpRequest, form: Any, actor: Actor) -> list[int]:
    """Store the photos of a form; a wrong one is an error beside its field."""
    taken = []
    for name in PHOTOS:
        upload = request.FILES.get(name)
        if upload is None or name not in form.fields:
            continue
        try:
            taken.append(files.accept_image(upload, actor=actor).pk)
        except Invalid as error:
            form.add_error(name, _(error.message) % error.params if error.params else _(error.message))
    return taken


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, key: str = "") -> HttpResponse:
    """Page 1: what is wrong, with photos."""
    known = drafts.read(request, key) if key else {}
    form = WordsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["description"].strip()
        if not rules.has_words(text):
            form.add_error("description", _("Say in a few words what is wrong."))
        photos = take_photos(request, form, visitor_of(request))
        if form.is_valid():
            fields = {"description": text, "file_ids": [*known.get("file_ids", []), *photos][:3]}
            if key:
                drafts.change(request, key, **fields)
            else:
                key = drafts.begin(request, **fields)
            return redirect("requests:report-kind", key=key)
    context = {"form": form, "steps": _steps("words"), "photos": len(known.get("file_ids", []))}
    context["speech"] = packs.active().speech_taken
    return render(request, "requests/report_words.html", context)


def type_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """All types by their group, for a select box."""
    pack = packs.active()
    return [
        (packs.named(group), [(t.key, packs.named(t)) for t in pack.request_types if t.group == group.key])
        for group in pack.request_groups
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, key: str) -> HttpResponse:
    """Page 2: what it is about, as the words suggest; what is handled elsewhere is said here."""
    draft = drafts.read(request, key)
    pack = packs.active()
    suggestions = [(s.key, packs.named(pack.request_type(s.key))) for s in queries.suggest_types(draft["description"])]
    initial = {"suggested": draft.get("type_key") or (suggestions[0][0] if suggestions else "")}
    form = KindForm(request.POST or None, suggestions=suggestions, groups=type_groups(), initial=initial)
    if request.method == "POST" and form.is_valid():
        drafts.change(request, key, type_key=form.cleaned_data["chosen"])
        return redirect("requests:report-place", key=key)
    context = {
        "form": form,
        "steps": _steps("kind"),
        "key": key,
        "elsewhere": packs.ways_out(pack, draft["description"]),
    }
    return render(request, "requests/report_kind.html", context)


def place_choices(found: list[places.Place]) -> list[tuple[str, str]]:
    """Places as radio buttons."""
    return [(str(p.pk), place_words(p)) for p in found[:8]]


def place_words(place: places.Place) -> str:
    """Name and address, said once where the one holds the other."""
    return place.address if place.name in place.address else f"{place.name} {place.address}".strip()


def map_here() -> dict[str, str]:
    """What a map shows: the outline of the place that answers here, its buildings as marks; nothing before set-up."""
    try:
        outline = f"/places/{home_place()}/outline.json"
    except NotFound:
        return {}
    return {"outline": outline, "marks": f"{outline}?kind=building"}


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Page 3: where. A point from the map or the device, a place from the list, or words; "search" needs no script."""
    draft = drafts.read(request, key)
    address = str(request.POST.get("address", draft.get("address", ""))).strip()
    found = places.find_address(address) if address and len(address) <= rules.ADDRESS_MAX else []
    initial = {f: draft.get(f) for f in ("address", "lon", "lat", "place_id")}
    form = PlaceForm(request.POST or None, choices=place_choices(found), initial=initial)
    if request.method == "POST" and form.is_valid() and "search" not in request.POST:
        data = form.cleaned_data
        if data["lon"] is None and data["place_id"] is None and not data["address"].strip():
            form.add_error("address", _("Say where it is: pick a place on the map or type an address."))
        else:
            drafts.change(request, key, **{f: data[f] for f in ("address", "lon", "lat", "place_id")})
            return redirect("requests:report-near", key=key)
    context = {"form": form, "steps": _steps("place"), "key": key, "searched": "search" in request.POST, "found": found}
    context |= map_here()
    return render(request, "requests/report_place.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest, key: str) -> HttpResponse:
    """Page between: was it reported already nearby? Then one may join that report. Skipped where there is none."""
    draft = drafts.read(request, key)
    if "type_key" not in draft:
        return redirect("requests:report-kind", key=key)
    lon, lat = draft.get("lon"), draft.get("lat")
    if lon is None and draft.get("place_id"):
        at = places.get(draft["place_id"])
        lon, lat = at.lon, at.lat
    found = queries.nearby(lon=lon, lat=lat, type_key=draft["type_key"], text=draft["description"])
    if request.method == "POST":
        chosen = id_of(request.POST.get("join"))
        joined = chosen if chosen in {n.matter_id for n in found} else None  # nothing but what was offered here
        drafts.change(request, key, join=joined)
        return redirect("requests:report-contact", key=key)
    if not found:
        drafts.change(request, key, join=None)
        return redirect("requests:report-contact", key=key)
    return render(request, "requests/report_near.html", {"near": found, "steps": _steps("place"), "key": key})


def draft_of(fields: dict[str, Any], contact: dict[str, Any], person_id: int | None) -> Draft:
    """The draft as the domain takes it."""
    return Draft(
        description=fields["description"],
        type_key=fields.get("type_key", ""),
        name=contact.get("name", ""),
        contact_phone=contact.get("contact_phone", ""),
        contact_email=contact.get("contact_email", ""),
        lon=fields.get("lon"),
        lat=fields.get("lat"),
        place_id=fields.get("place_id"),
        address=fields.get("address") or "",
        file_ids=tuple(fields.get("file_ids", ())),
        person_id=person_id,
        keep_private=bool(contact.get("keep_private")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str) -> HttpResponse:
    """Page 4: who hears the answer, what was written so far, and send. Sent twice it is one request."""
    fields = drafts.read(request, key)
    actor = visitor_of(request)
    if "receipt" in fields:
        return redirect("requests:report-done", key=key)
    if "type_key" not in fields:
        return redirect("requests:report-kind", key=key)
    form = ContactForm(request.POST or None, signed_in=actor.person_id is not None)
    if request.method == "POST" and form.is_valid():
        draft = draft_of(fields, form.cleaned_data, actor.person_id)
        try:
            if fields.get("join"):
                receipt = join(fields["join"], draft, actor=actor, idempotency_key=key, key_scope="draft")
            else:
                receipt = intake(
                    draft, actor=actor, channel="web", idempotency_key=key, key_scope="draft", look_near=False
                )
        except (Invalid, InvalidMany) as error:
            add_to_form(form, _renamed(error))
        else:
            drafts.change(request, key, receipt=receipt.reporter_id, number=receipt.number, link=receipt.link)
            return redirect("requests:report-done", key=key)
    pack = packs.active()
    where = _where(fields)
    person = people.contact_of(actor.person_id) if actor.person_id is not None else None
    context = {"form": form, "steps": _steps("contact"), "key": key, "fields": fields, "where": where, "person": person}
    context["kind"] = pack.request_type(fields["type_key"])
    return render(request, "requests/report_contact.html", context)


def _where(fields: dict[str, Any]) -> str:
    """The place as picked or typed; a point of the map by what it lies in."""
    if fields.get("place_id"):
        return places.get(fields["place_id"]).name
    if fields.get("address") or fields.get("lon") is None:
        return fields.get("address") or _("A point on the map")
    around = places.locate(fields["lon"], fields["lat"]).nearest_id
    name = places.get(around).name if around is not None else ""
    return _("A point on the map: %(place)s") % {"place": name} if name else _("A point on the map")


def _renamed(error: Invalid) -> Invalid:
    """`people` names its fields phone and email; the form calls them by what they are here."""
    names = {"phone": "contact_phone", "email": "contact_email"}
    if error.field in names:
        error.field = names[error.field]
    return error


@require_safe
def done(request: HttpRequest, key: str) -> HttpResponse:
    """The number, the link, the day of the answer."""
    fields = drafts.read(request, key)
    if "receipt" not in fields:
        return redirect("requests:report-contact", key=key)
    reporter = queries.by_number(fields["number"], queries.secret_of(fields["receipt"]))
    link = absolute(fields["link"])
    code = segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=False)
    context = {
        "number": rules.spoken(fields["number"]),
        "link": fields["link"],
        "full_link": link,
        "matter": reporter.request.matter,
        "joined": not reporter.first,
        "code": mark_safe(code),  # noqa: S308 - made here, from our own link
    }
    return render(request, "requests/report_done.html", context)
