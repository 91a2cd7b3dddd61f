"""Open311 GeoReport v2: sending in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, NotFound
from gongzhi.exchange.actions.send import OPEN311_WINDOW, Done, body_of, once
from gongzhi.exchange.models import Sent
from gongzhi.exchange.queries import reports
from gongzhi.exchange.queries.tokens import Caller
from gongzhi.exchange.rules import georeport as rules
from gongzhi.exchange.rules.tokens import Scope
from gongzhi.exchange.views.open311 import Answer, Call, mistakes_of
from gongzhi.files import public as files
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

CHANNEL = "open311"
MEDIA_MAX = 500


def create(call: Call) -> Answer:
    """Take a request in. All that is wrong is told at once; the same body of the same key within ten minutes is the
    same request."""
    caller = call.caller(needed=True, scope=Scope.CREATE)
    draft = _draft(call)
    call.check.done()
    assert caller is not None
    upload = call.request.FILES.get("media")
    actor = Actor(ActorKind.INTEGRATION, via=CHANNEL)
    sent = sorted((k, v) for k, v in call.request.POST.lists() if k != "api_key")

    def do() -> Done:
        photos = (files.accept_image(upload, actor=actor).pk,) if upload is not None else ()
        receipt = requests.intake_inside(replace(draft, file_ids=photos), actor=actor, channel=CHANNEL)
        if draft.attributes:
            told = "\n".join(f"{key}: {', '.join(values)}" for key, values in draft.attributes)
            procedures.comment(receipt.matter_id, actor=actor, internal_text=told, vouched=True)
        return Done(receipt.matter_id, receipt.reporter_id)

    body = body_of(sent, upload.size if upload is not None else None)
    done = once(caller.token_id, f"{CHANNEL}:{body}", body, do, window=OPEN311_WINDOW)
    assert done.reporter is not None
    receipt = requests.receipt_of(done.reporter)
    due = f"{clock.local(receipt.due_at):%Y-%m-%d}" if receipt.due_at else ""
    answer: dict[str, Any] = {
        "service_request_id": receipt.number,
        "service_notice": _("The answer comes by %(due)s.") % {"due": due} if due else None,
        "account_id": rules.given(call.values, "account_id") or None,
    }
    return "service_requests", [answer]


def _draft(call: Call) -> requests.Draft:
    """The draft that the parameters make; mistakes are noted, not raised."""
    check, values = call.check, call.values
    code = rules.given(values, "service_code")
    kind = next((t for t in packs.active().request_types if t.key == code), None)
    if not code:
        check.bad("service_code was not given")
    elif kind is None:
        check.bad("service_code was not found", 404)
    lat = rules.number(check, values, "lat", -90, 90)
    lon = rules.number(check, values, "long", -180, 180)
    half = bool(rules.given(values, "lat")) != bool(rules.given(values, "long"))
    address, address_id = rules.given(values, "address_string"), rules.given(values, "address_id")
    if half:
        check.bad("lat and long belong together")
    elif not (rules.given(values, "lat") or address or address_id):
        check.bad("A location is needed: lat and long, address_string or address_id")
    description = rules.plain_text(check, values, "description", rules.DESCRIPTION_MAX)
    name = rules.person_name(rules.given(values, "first_name"), rules.given(values, "last_name"))
    draft = requests.Draft(
        description=description or (kind.title if kind else ""),
        type_key=code,
        name=name,
        contact_phone=rules.given(values, "phone"),
        contact_email=rules.given(values, "email"),
        lon=lon,
        lat=lat,
        place_id=_place(call, address_id),
        address=address,
    )
    _domain_checks(call, draft)
    extra = _attributes(call, kind) if kind else []
    media = _media(call)
    return replace(draft, attributes=(*extra, *([("media_url", (media,))] if media else [])))


def _domain_checks(call: Call, draft: requests.Draft) -> None:
    """What the intake would refuse is told together with the rest."""
    known = {m.description.split(":")[0].split(" ")[0] for m in call.check.mistakes}
    placed = replace(draft, address=draft.address or "-", lon=None, lat=None)
    if not draft.description:
        placed = replace(placed, description="--诉求--")
    checks: list[Callable[[], object]] = [lambda: requests.check_draft(placed, contact_needed=False)]
    if draft.contact_phone:
        checks.append(lambda: people.normalise_phone(draft.contact_phone))
    for check in checks:
        try:
            check()
        except DomainError as error:
            call.check.mistakes += [m for m in mistakes_of(error) if m.description.split(":")[0] not in known]


def _place(call: Call, address_id: str) -> int | None:
    if not address_id:
        return None
    try:
        if address_id.isascii() and address_id.isdigit() and len(address_id) > 12 and int(address_id) < 2**63:
            return places.get(int(address_id)).pk
        return places.by_code(address_id[:40]).pk
    except NotFound:
        call.check.bad("address_id was not found")
        return None


def _attributes(call: Call, kind: packs.RequestType) -> list[tuple[str, tuple[str, ...]]]:
    """Answers to the service's own questions; others that a program sends along are left out."""
    post, found = call.request.POST, []
    for a in kind.attributes:
        sent = [*post.getlist(f"attribute[{a.key}]"), *post.getlist(f"attribute[{a.key}][]")]
        allowed = [v.key for v in a.values]
        answers = rules.attribute_values(call.check, a.key, a.datatype, sent, allowed, required=a.required)
        if answers:
            found.append((a.key, answers))
    return found


def _media(call: Call) -> str:
    """A link to a picture: kept as text for the staff, never fetched by the server."""
    link = rules.given(call.values, "media_url")
    if link and (
        len(link) > MEDIA_MAX or not link.startswith(("https://", "http://")) or any(c.isspace() for c in link)
    ):
        call.check.bad("media_url is not a web address")
    return link


def token(call: Call, token: str) -> Answer:
    """The number of what was sent in under this token (requests get their number at once; this serves pollers)."""
    row = (
        Sent.objects.filter(pk=int(token)).first() if token.isascii() and token.isdigit() and len(token) < 19 else None
    )
    number = requests.Request.objects.filter(pk=row.about).values_list("number", flat=True).first() if row else None
    if number is None:
        call.check.bad("token was not found", 404)
    return "service_requests", [{"service_request_id": number, "token": token}]


def update(call: Call) -> Answer:
    """FixMyStreet's extension: words to a request that this program sent in."""
    caller: Caller | None = call.caller(needed=True, scope=Scope.CREATE)
    words = rules.plain_text(call.check, call.values, "description", rules.DESCRIPTION_MAX)
    number = rules.given(call.values, "service_request_id")
    if not words:
        call.check.bad("description was not given")
    if not number:
        call.check.bad("service_request_id was not given")
    call.check.done()
    assert caller is not None
    found = reports.by_numbers([number], caller)
    sent = (
        Sent.objects.filter(token=caller.token_id, about=found[0].pk, reporter__isnull=False).first() if found else None
    )
    if sent is None:
        call.check.bad("service_request_id was not found", 404)
        call.check.done()
    assert sent is not None
    about, reporter_id = sent.about, sent.reporter or 0
    actor = Actor(ActorKind.INTEGRATION, via=CHANNEL)

    def do() -> Done:
        reporter = requests.Reporter.objects.select_related("request__matter").get(pk=reporter_id)
        requests.add_words(reporter, words=words, actor=actor)
        return Done(about, reporter_id)

    body = body_of(number, words, rules.given(call.values, "update_id"))
    once(caller.token_id, f"update:{body}", body, do, window=OPEN311_WINDOW)
    last = procedures.timeline(about)[-1]
    return "service_request_updates", [{"update_id": f"{number}-{last.seq}", "service_request_id": number}]
