"""Spoken requests: sent with a place, heard and written down by staff, put right by who spoke."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.channels import public as channels
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.actions.send import Done, body_of, once
from gongzhi.exchange.api.channels import shapes as t
from gongzhi.exchange.api.edge import ACT, CREATE, SEE, act_once, actor, caller
from gongzhi.exchange.api.residents import Key, Secret, once_own, receipt_out, reporter_of, resident
from gongzhi.exchange.api.structure.common import After
from gongzhi.files import public as files
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["sounds"], auth=SEE)


def _hearing(request: HttpRequest) -> Actor:
    who = actor(request)
    channels.sounds.hears(who)
    return who


def _row(row: channels.Speech, number: str) -> dict[str, Any]:
    return {
        "id": row.pk, "number": number, "place_id": row.matter.place_id, "seconds": row.seconds, "at": row.at,
        "due_at": row.due_at, "light": channels.sounds.light(row),
    }  # fmt: skip


@router.get("/sounds", response=t.SoundsOut)
def queue(request: HttpRequest, after: After = "") -> Any:
    """Recordings of the own area that nobody wrote down yet, the soonest due first."""
    page = paged(channels.sounds.waiting(_hearing(request)), ["due_at", "id"], after=after)
    numbers = channels.sounds.numbers_of(page.items)
    return {"items": [_row(row, numbers[row.matter_id]) for row in page.items], "after": page.after}


@router.get("/sounds/{speech_id}", response=t.SoundSheetOut)
def sound(request: HttpRequest, speech_id: s.Id) -> Any:
    """A recording, and the words of its request as they are now."""
    return _sheet(speech_id, _hearing(request))


def _sheet(speech_id: int, who: Actor) -> dict[str, Any]:
    row, about = channels.sounds.one_for(speech_id, who)
    return _row(row, about.number) | {
        "written_at": row.written_at, "corrected_at": row.corrected_at, "kept": row.sound is not None,
        "words": about.description,
    }  # fmt: skip


def _served(row: channels.Speech, request: HttpRequest) -> HttpResponseBase:
    if row.sound is None:
        raise NotFound("The recording is deleted.")
    return files.serve(files.get(row.sound), request)


@router.get("/sounds/{speech_id}/file", response={200: bytes})
def hear(request: HttpRequest, speech_id: s.Id) -> Any:
    """The recording itself; who spoke reads that it was heard."""
    who = _hearing(request)
    row, _about = channels.sounds.one_for(speech_id, who)
    answer = _served(row, request)
    channels.hear(row, actor=who)
    return answer


@router.post("/sounds/{speech_id}/words", response=t.SoundSheetOut, auth=ACT)
def write_down(request: HttpRequest, speech_id: s.Id, data: t.WrittenIn, key: Key = "") -> Any:
    """What was said becomes the words of the request; somebody else wrote it down: 409."""
    who = _hearing(request)
    row, _about = channels.sounds.one_for(speech_id, who)
    act_once(request, speech_id, f"sound:{speech_id}", key, data,
             lambda: channels.write_down(row.pk, data.words, actor=who))  # fmt: skip
    return _sheet(speech_id, who)


@router.post("/sounds", response={201: s.ReceiptOut}, auth=CREATE)
def speak(
    request: HttpRequest, data: Annotated[t.SpeakIn, Form()], sound: Annotated[UploadedFile, File()], key: Key = ""
) -> Any:
    """A recording (a minute, 1 MB) with a place and one contact is a request; staff write it down. A form, not JSON."""
    who = actor(request)
    draft = requests.Draft(
        _("(Spoken, not written down yet)"), type_key=packs.OTHER, name=data.name, contact_phone=data.phone,
        address=data.address, lon=data.lon, lat=data.lat, place_id=data.place_id if data.lon is None else None,
    )  # fmt: skip
    speaker = ANONYMOUS if who.kind is ActorKind.STAFF else who  # posts do not count for what one reports oneself
    made: list[requests.Receipt] = []

    def do() -> Done:
        made.append(channels.speak(channels.Spoken(sound, draft), actor=speaker, submission=""))
        return Done(made[-1].matter_id, made[-1].reporter_id)

    heard = hashlib.sha256()
    for chunk in sound.chunks() if key else ():
        heard.update(chunk)
    sound.seek(0)
    body = body_of("sound", data, heard.hexdigest()) if key else ""
    done = once(caller(request).token_id, f"sound:{key}" if key else "", body, do)
    assert done.reporter is not None
    return Status(201, receipt_out(requests.receipt_of(done.reporter), again=done.again))


def _own(reporter: requests.Reporter) -> dict[str, Any]:
    row, about = channels.sounds.of_reporter(reporter), requests.read(reporter.request_id)
    return {
        "number": about.number, "seconds": row.seconds, "written_at": row.written_at,
        "corrected_at": row.corrected_at, "kept": row.sound is not None, "words": about.description,
        "may_put_right": row.written_at is not None and row.matter.state in procedures.LIVE,
    }  # fmt: skip


@router.get("/own/{number}/spoken", response=t.SpokenOut, auth=None)
def own(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """What was written down of one's own words."""
    return _own(reporter_of(number, secret))


@router.get("/own/{number}/spoken/file", response={200: bytes}, auth=None)
def own_sound(request: HttpRequest, number: s.Number, secret: Secret) -> Any:
    """One's own recording, until it is deleted."""
    return _served(channels.sounds.of_reporter(reporter_of(number, secret)), request)


@router.post("/own/{number}/spoken", response=t.SpokenOut, auth=None)
def put_right(request: HttpRequest, number: s.Number, data: t.WrittenIn, secret: Secret, key: Key = "") -> Any:
    """Put one's own words right, while the request is open."""
    reporter = reporter_of(number, secret)

    def do() -> Done:
        channels.put_right(reporter, data.words, actor=resident(reporter))
        return Done(reporter.request_id, reporter.pk)

    once_own(reporter, "spoken", key, data, do)
    return _own(reporter)
