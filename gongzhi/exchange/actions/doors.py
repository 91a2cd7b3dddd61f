"""A message comes in by a door: a new numbered request, or words added to an own one; the same again is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the name of the house for marks

from gongzhi.access.public import SYSTEM, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from gongzhi.exchange.actions.send import body_of
from gongzhi.exchange.models import Door, Heard
from gongzhi.exchange.queries import replies
from gongzhi.exchange.rules.signed import Said, Wish, understand
from gongzhi.exchange.rules.tokens import Meter
from gongzhi.files import public as files
from gongzhi.notices import public as notices
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

TALKING = timedelta(minutes=10)  # what a follower of WeChat sends within it belongs to the same report (default, ours)
MESSAGES = 20  # of one sender in a quarter of an hour (default, ours)
FAILURES_NOTED = 60  # a minute and process: a flood of forgeries is not written down one by one
_meter = Meter()
_TRIES = 3


class NotOpen(Conflict):
    """The pack in force does not take requests by this way."""

    code = "not-open"


class Replayed(Forbidden):
    """A signature comes a second time, with another message."""

    code = "replayed"


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message whose signature was found right. `phone`, `openid` or `alias` says who sent it; WGS 84 degrees."""

    door: str
    channel: str  # a key of the pack
    message_id: str
    text: str = ""
    phone: str = ""
    openid: str = ""
    alias: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    photos: tuple[bytes, ...] = ()
    note: str = ""  # for the staff
    stamp: str = ""  # a signature that holds for this message alone
    talks: bool = False  # several messages may make one report

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.door}\0{self.message_id}".encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def body(self) -> str:
        return body_of(self.text, self.phone, self.openid, self.alias, self.lon, self.lat, self.address)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: the report, and whether it was added to one, or was heard before."""

    reporter_id: int
    number: str
    added: bool
    again: bool
    reply: str  # plain words for the sender


def take_in(message: Inbound) -> Taken:
    """Take a message in, once. A new one is one transaction: request, receipt, and that it was heard.

    Raises Conflict (the pack does not use this way; the id was used for other content), Forbidden (the signature was
    used for another message), TooMany, Invalid (no words), NotFound (no such request of the sender), NotAllowed.
    """
    earlier = _earlier(message)
    if earlier is not None:
        return earlier
    require_channel(message.channel)
    sender = message.phone or message.openid or message.alias
    try:
        people.count_try("door", f"{message.door}:{sender}", tries=MESSAGES)
    except TooMany as error:
        minutes = -(-error.retry_after // 60)
        raise TooMany("You have sent many messages. Please write again in %(minutes)s minutes.",
                      retry_after=error.retry_after, minutes=minutes) from None  # fmt: skip
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _take(message)
        except IntegrityError:
            earlier = _earlier(message)
            if earlier is not None:
                return earlier
    raise Conflict("This is being taken in at this moment.")


def already(message: Inbound) -> bool:
    """Whether the message was taken before."""
    return Heard.objects.filter(pk=message.key).exists()


def require_channel(key: str) -> None:
    """Raise Conflict where the pack in force does not take requests by this way from a program."""
    channel = next((c for c in packs.active().channels if c.key == key), None)
    if channel is None or not channel.in_use or not channel.received_by:
        raise NotOpen(N_("This way in is not open here."))


def _earlier(message: Inbound) -> Taken | None:
    row = Heard.objects.filter(pk=message.key).first()
    if row is None:
        if message.stamp and Heard.objects.filter(stamp=message.stamp).exists():
            raise Replayed(N_("This signature was used for another message."))
        return None
    if row.body != message.body:
        raise Conflict("This message was sent before with other content.")
    return _taken(row, again=True)


def _taken(row: Heard, *, again: bool) -> Taken:
    reporter = requests.Reporter.objects.select_related("request__matter").get(pk=row.reporter)
    return Taken(row.reporter, reporter.request.number, row.added, again, replies.receipt(reporter, added=row.added))


def _take(message: Inbound) -> Taken:
    said = understand(message.text)
    if message.text and not said.words and not said.number and not message.photos and message.lon is None:
        raise Invalid("Say in a few words what is wrong and where it is.", field="text")
    own = _own_persons(message)
    target = _target(message, said, own)
    if target is None:
        reporter_id = _report(message, said.words, own)
    else:
        _add(message, said.words, target)
        reporter_id = target.pk
    row = Heard(key=message.key, stamp=message.stamp or None, body=message.body, at=clock.now())
    row.reporter, row.added = reporter_id, target is not None
    Heard.objects.bulk_create([row])
    taken = _taken(row, again=False)
    if message.phone:
        key = f"door:{message.key[:40]}"
        about = requests.Reporter.objects.values_list("request_id", flat=True).get(pk=reporter_id)
        notices.send(channel="sms", text=taken.reply, key=key, phone=message.phone, about=about, urgent=True)
    _note(message.door, taken=F("taken") + 1, taken_at=row.at)
    return taken


def _own_persons(message: Inbound) -> list[int]:
    if message.phone:
        return people.persons_with_phone(message.phone)
    known = people.person_of_wechat(message.openid) if message.openid else None
    return [known] if known is not None else []


def _target(message: Inbound, said: Said, own: Sequence[int]) -> requests.Reporter | None:
    """The own report to which the message is added; None: it makes a new one."""
    if said.number:
        found = requests.own_report(own, number=said.number)
        if found is None:
            raise NotFound("No request of yours has this number.")
        return found
    if said.wish is Wish.NEW or not (message.talks or said.wish is Wish.ADD):
        return None
    latest = requests.own_report(own)
    if latest is None or (said.wish is Wish.TELL and latest.at < clock.now() - TALKING):
        return None
    return latest


def _photos(message: Inbound, actor: Actor) -> tuple[tuple[int, ...], str]:
    """The photos kept, and what the staff should know of those that could not be."""
    kept, note = [], message.note
    for data in message.photos:
        try:
            kept.append(files.accept_image(data, actor=actor).pk)
        except Invalid:
            note = "\n".join(part for part in (note, replies.photo_lost()) if part)
    return tuple(kept), note


def _report(message: Inbound, words: str, own: Sequence[int]) -> int:
    actor = Actor(ActorKind.INTEGRATION, via=message.channel)
    file_ids, note = _photos(message, actor)
    draft = requests.Draft(
        description=words or replies.without_words(message.address, photo=bool(message.photos)),
        person_id=_person(message, own),
        lon=message.lon,
        lat=message.lat,
        address=message.address,
        file_ids=file_ids,
    )
    receipt = requests.intake_message(draft, actor=actor, channel=message.channel)
    if note:
        procedures.comment(receipt.matter_id, actor=actor, internal_text=note, vouched=True)
    return receipt.reporter_id


def _person(message: Inbound, own: Sequence[int]) -> int:
    """A follower of WeChat is one person; behind a phone number or an alias stands nobody that we know."""
    if message.openid and own:
        return own[0]
    alias = replies.alias(message.channel) if not message.alias else message.alias
    person = people.create_person_inside(name="", alias=alias, phone=message.phone or None)
    if message.openid:
        try:
            people.set_contact(person.pk, "wechat", message.openid, verified=True)
        except Conflict as error:  # two first messages of a follower at once: the other one made the person
            raise IntegrityError from error
    return int(person.pk)


def _add(message: Inbound, words: str, target: requests.Reporter) -> None:
    actor = Actor(ActorKind.RESIDENT, person_id=target.person_id, via=message.channel)
    file_ids, note = _photos(message, actor)
    if message.lon is not None:
        words = "\n".join(part for part in (words, replies.place_words(message.address)) if part)
    requests.add_words(target, words=words, actor=actor, file_ids=file_ids)
    if message.lon is not None and not target.request.located:
        requests.relocate(target.request.pk, actor=SYSTEM, lon=message.lon, lat=message.lat)
    if note:
        procedures.comment(target.request.pk, actor=actor, internal_text=note, vouched=True)


def note_failure(door: str, code: str) -> None:
    """Write down that a door refused something: a closed code, nothing of what was sent."""
    number = int.from_bytes(hashlib.sha256(door.encode()).digest()[:4])
    if _meter.count(number, int(clock.now().timestamp()) // 60, FAILURES_NOTED):
        with transaction.atomic():
            _note(door, failures=F("failures") + 1, failed_at=clock.now(), error=code[:40])


def _note(door: str, **values: object) -> None:
    if not Door.objects.filter(pk=door).update(**values):
        Door.objects.bulk_create([Door(name=door)], ignore_conflicts=True)
        Door.objects.filter(pk=door).update(**values)


@transaction.atomic
def note_taken(door: str) -> None:
    """Count what a door took that is no message (an event of a call)."""
    _note(door, taken=F("taken") + 1, taken_at=clock.now())
