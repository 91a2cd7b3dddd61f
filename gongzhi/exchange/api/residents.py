"""What a resident does, by a program: report, join, add a photo (a token); see the own request (its secret)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Header, Router, Status
from ninja.files import UploadedFile

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core.errors import Invalid
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.edge import CREATE, actor, caller
from gongzhi.exchange.api.open_reads import near
from gongzhi.exchange.queries.reports import joinable
from gongzhi.files import public as files
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["requests"])
Key = Annotated[s.Line, Header("", alias="Idempotency-Key")]
Secret = Annotated[s.Line, Header(alias="X-Request-Secret")]


def channel_of(who: Actor, wanted: str) -> str:
    """The way in: staff name theirs, a program's is the pack's way for programs."""
    if who.kind is not ActorKind.STAFF:
        if wanted and wanted != "open311":
            raise Invalid("A program sends in by the way open311.", field="channel")
        return "open311"
    ways = [c.key for c in packs.active().channels if c.by == "staff" and c.in_use]
    if wanted not in ways:
        raise Invalid("Name the way by which it came: %(ways)s.", field="channel", ways=", ".join(ways))
    return wanted


def receipt_out(receipt: requests.Receipt, *, again: bool) -> dict[str, Any]:
    """What who reported keeps."""
    return {
        "number": receipt.number,
        "secret": requests.secret_of(receipt.reporter_id),
        "link": receipt.link,
        "due_at": receipt.due_at,
        "provisional": receipt.provisional,
        "again": again,
        "near": [near(n) for n in receipt.near],
    }


@router.post("/requests", response={201: s.ReceiptOut}, auth=CREATE)
def create(request: HttpRequest, data: s.CreateIn, key: Key = "") -> Any:
    """Report something: a number, a link, the day of the answer. With `Idempotency-Key` the same again is the same."""
    who = actor(request)
    channel = channel_of(who, data.channel)
    draft = _draft(data)
    made: list[requests.Receipt] = []

    def do() -> Done:
        offer_to = data.offer_to if who.kind is ActorKind.STAFF else None
        made.append(requests.intake_inside(draft, actor=who, channel=channel, offer_to=offer_to))
        return Done(made[-1].matter_id, made[-1].reporter_id)

    done = once(caller(request).token_id, f"create:{key}" if key else "", body_of(data) if key else "", do)
    assert done.reporter is not None
    return Status(201, receipt_out(requests.receipt_of(done.reporter) if done.again else made[-1], again=done.again))


def _draft(data: s.CreateIn) -> requests.Draft:
    return requests.Draft(
        description=data.description,
        title=data.title,
        type_key=data.type,
        name=data.name,
        contact_phone=data.phone,
        contact_email=data.email,
        lon=data.lon,
        lat=data.lat,
        place_id=data.place_id,
        address=data.address,
        file_ids=tuple(data.photo_ids),
        attributes=tuple((k, tuple(v)) for k, v in data.attributes.items()),
        keep_private=data.keep_private,
    )


@router.post("/requests/{number}/join", response={201: s.ReceiptOut}, auth=CREATE)
def join(request: HttpRequest, number: s.Number, data: s.JoinIn, key: Key = "") -> Any:
    """Join what was reported nearby: an own link under the same number."""
    who = actor(request)
    draft = requests.Draft(
        description=data.description, name=data.name, contact_phone=data.phone, contact_email=data.email,
        file_ids=tuple(data.photo_ids),
    )  # fmt: skip

    def do() -> Done:
        receipt = requests.join(joinable(number), draft, actor=who, contact_needed=False)
        return Done(receipt.matter_id, receipt.reporter_id)

    body = body_of(number, data) if key else ""
    done = once(caller(request).token_id, f"join:{key}" if key else "", body, do)
    assert done.reporter is not None
    return Status(201, receipt_out(requests.receipt_of(done.reporter), again=done.again))


@router.post("/photos", response={201: s.PhotoOut}, auth=CREATE)
def photo(request: HttpRequest, photo: Annotated[UploadedFile, File()]) -> Any:
    """A photo to be named in a report within a day; position data in it is removed."""
    stored = files.accept_image(photo, actor=actor(request))
    return Status(201, {"id": stored.pk, "width": stored.width, "height": stored.height, "bytes": stored.bytes})


def reporter_of(number: str, secret: str) -> requests.Reporter:
    """Who holds the secret of the link. Raises NotFound."""
    return requests.by_number(requests.clean_number(number), secret)


def resident(reporter: requests.Reporter) -> Actor:
    """Who reported, by the link."""
    return Actor(ActorKind.RESIDENT, person_id=reporter.person_id, via="link")


def _own(reporter: requests.Reporter) -> dict[str, Any]:
    about = requests.Request.objects.select_related("matter").get(pk=reporter.request_id)
    matter = about.matter
    return {
        "number": about.number,
        "type": about.type_key,
        "title": matter.title if reporter.first else packs.active().request_type(about.type_key).title,
        "description": about.description if reporter.first else reporter.added_words,
        "address": about.address if reporter.first else "",
        "state": matter.state,
        "due_at": matter.due_at,
        "answer": about.answer,
        "ending": about.ending,
        "planned_on": about.planned_on,
        "may_rate": about.answered_at is not None and matter.state == "closed",
        "may_reopen": requests.may_reopen(about),
        "lines": [
            {"at": e.at, "verb": e.verb, "who": e.who, "text": requests.words_for(reporter, e)}
            for e in procedures.timeline(about.pk, public=True)
        ],
    }


@router.get("/own/{number}", response=s.OwnOut)
def own(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """The request as its reporter sees it."""
    return _own(reporter_of(number, secret))


@router.post("/own/{number}/words", response=s.OwnOut)
def words(request: HttpRequest, number: s.Number, data: s.WordsIn, secret: Secret, key: Key = "") -> Any:
    """Add words or photos; where the staff asked, the clock runs again."""
    reporter = reporter_of(number, secret)

    def do() -> Done:
        photos = tuple(data.photo_ids)
        requests.add_words(reporter, words=data.words, actor=resident(reporter), file_ids=photos)
        return Done(reporter.request_id, reporter.pk)

    once_own(reporter, "words", key, data, do)
    return _own(reporter)


@router.post("/own/{number}/rating", response=s.OwnOut)
def rating(request: HttpRequest, number: s.Number, data: s.RatingIn, secret: Secret) -> Any:
    """Rate the answer; again changes the grade."""
    reporter = reporter_of(number, secret)
    requests.rate(reporter, stars=data.stars, solved=data.solved, comment=data.comment, actor=resident(reporter))
    return _own(reporter)


@router.post("/own/{number}/reopen", response=s.OwnOut)
def reopen(request: HttpRequest, number: s.Number, data: s.ReasonIn, secret: Secret, key: Key = "") -> Any:
    """Have it handled again."""
    reporter = reporter_of(number, secret)

    def do() -> Done:
        requests.reopen(reporter, reason=data.reason, actor=resident(reporter))
        return Done(reporter.request_id, reporter.pk)

    once_own(reporter, "reopen", key, data, do)
    return _own(reporter)


def once_own(reporter: requests.Reporter, verb: str, key: str, data: s.In, do: Any) -> None:
    """Act as who reported; with a `key` once, however often it is sent."""
    named = f"own:{reporter.pk}:{verb}:{key}" if key else ""
    once(None, named, body_of(data) if key else "", do)
