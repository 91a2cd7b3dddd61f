"""Messages between the levels: written once for many posts, read and answered by each, asked once more, taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models import Letter, LetterPart
from gongzhi.structure.models.two_way import LETTER
from gongzhi.structure.queries import two_way as queries

READ, ANSWER = "read", "answer"  # steps of the procedure
AT_ONCE = 50  # parts that are ended with the act itself; the worker ends the others
_NOTHING = procedures.More({}, {}, {})


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What is to be sent; `days` are working days to answer."""

    subject: str
    words: str
    days: int
    photos: tuple[int, ...] = ()


def send_down(
    line: queries.Line, draft: LetterDraft, *, kinds: Iterable[str], place_ids: Sequence[int], actor: Actor
) -> Letter:
    """One message to all posts of these kinds at or below these places (none named: the whole area of the sender).

    Raises Invalid (nobody is meant)."""
    posts = queries.receivers(line, kinds, place_ids)
    if not posts:
        raise Invalid("There is no such post in the places chosen.", field="kinds")
    return _send(line, draft, posts, upward=False, actor=actor)


def send_up(line: queries.Line, draft: LetterDraft, *, post_id: int, actor: Actor) -> Letter:
    """A message to one office above. Raises Invalid."""
    posts = [p for p in queries.offices(line) if p.pk == post_id]
    if not posts:
        raise Invalid("Choose one of the offices.", field="office")
    return _send(line, draft, posts, upward=True, actor=actor)


@transaction.atomic
def _send(line: queries.Line, draft: LetterDraft, posts: Sequence[orgs.Post], *, upward: bool, actor: Actor) -> Letter:
    way = queries.rule()
    if way is None or line.post.post_id not in actor.post_ids:
        raise Forbidden("Your post stands in no network in which it could write this.")
    if not 1 <= draft.days <= 60:
        raise Invalid("Between 1 and 60 working days.", field="days")
    now, limit, place_id = clock.now(), Limit(draft.days, Unit.WORKING_DAYS), line.post.place_id
    made = Letter(
        network=line.network.key, upward=upward, sender_id=line.post.post_id, place_id=place_id,
        subject=draft.subject.strip(), words=draft.words.strip(), parts_number=len(posts),
        answer_by=procedures.calendar_for(place_id).add(now, limit).at, sent_at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    files.attach(draft.photos, about=made.pk)
    matters = _open_parts(made, way.procedure, posts, limit, actor)
    codes: dict[str, str | int | bool | None] = {
        "network": made.network, "upward": upward, "sender": made.sender_id, "parts": len(posts), "days": draft.days,
        "digest": hashlib.sha256(" ".join(str(m.pk) for m in matters).encode()).hexdigest(),
    }  # fmt: skip
    ledger.record(
        events.LETTER_SENT, stream=made.pk, actor=actor, codes=codes, first=True,
        texts={"subject": made.subject, "words": made.words}, appointment_id=line.post.appointment_id,
    )  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        text = _("To be answered: %(title)s") % {"title": made.subject}
    _tell_all([(m.pk, m.holder_person_id) for m in matters], text, "letter")
    return made


def _open_parts(
    letter: Letter, procedure: str, posts: Sequence[orgs.Post], limit: Limit, actor: Actor
) -> list[procedures.Matter]:
    """A matter for each post, written many at a time; the number of statements grows by a few for 30 posts."""
    places.know(p.place_id for p in posts)
    holders = orgs.holders_of(p.pk for p in posts)
    arrivals = [
        procedures.Arrival(
            LETTER, procedure, p.place_id, letter.subject, p.pk, holders[p.pk].person_id, letter.sent_at, limit, None,
            _NOTHING, what="message",
        )
        for p in posts
    ]  # fmt: skip
    matters = procedures.bring_in(arrivals, actor=actor)
    rows = [LetterPart(matter_id=m.pk, letter_id=letter.pk, post_id=m.holder_post_id) for m in matters]
    LetterPart.objects.bulk_create(rows, batch_size=100)
    return matters


def _tell_all(parts: Iterable[tuple[int, int | None]], text: str, key: str) -> None:
    drafts = [
        notices.Draft(notices.Channel.INAPP, text, f"{key}-{pk}", person_id=person, about=pk)
        for pk, person in parts
        if person is not None
    ]
    for start in range(0, len(drafts), 100):
        notices.send_many(drafts[start : start + 100])


def _require_holds(part: LetterPart, actor: Actor) -> None:
    if part.letter.taken_back_at is not None:
        raise NotAllowed("This message was taken back.")
    if part.matter.state != "open":
        raise NotAllowed("This message is answered already.")
    if part.matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")


@transaction.atomic
def read(part: LetterPart, *, actor: Actor) -> None:
    """签收: it was read. Raises Forbidden, NotAllowed."""
    _require_holds(part, actor)
    if part.matter.step != READ:
        raise NotAllowed("It is signed for already.")
    procedures.choose(part.matter_id, outcome="take", actor=actor, vouched=True, version=part.matter.version)
    _note_read(part)


def _note_read(part: LetterPart) -> None:
    if LetterPart.objects.filter(pk=part.pk, read_at=None).update(read_at=clock.now()):
        Letter.objects.filter(pk=part.letter_id).update(read_number=F("read_number") + 1)


@transaction.atomic
def answer(part: LetterPart, *, actor: Actor, words: str, photos: Sequence[int] = ()) -> None:
    """The answer, which ends the part. Raises Forbidden, Invalid, NotAllowed."""
    _require_holds(part, actor)
    if not words.strip():
        raise Invalid("Write what you answer.", field="words")
    files.attach(photos, about=part.matter_id)
    choices = [procedures.Choice("take")] if part.matter.step == READ else []
    choices.append(procedures.Choice("answered", public_text=words.strip()))
    procedures.choose_all(part.matter_id, choices, actor=actor, vouched=True, version=part.matter.version)
    _note_read(part)
    row = LetterPart.objects.filter(pk=part.pk, answered_at=None)
    if not row.update(answered_at=clock.now(), answer=words.strip()):
        raise Conflict("Somebody else changed this matter meanwhile.")
    here = Letter.objects.filter(pk=part.letter_id, taken_back_at=None)
    if not here.update(answered_number=F("answered_number") + 1):
        raise Conflict("This message was taken back.")
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Answered by %(post)s: %(title)s") % {"post": part.post.label, "title": part.letter.subject}
    sender = orgs.holder_of(part.letter.sender_id).person_id
    tell(sender, text, key=f"answered-{part.pk}-{part.matter.version}", about=part.pk)
    changed(part.matter.place_id)


@transaction.atomic
def ask(part: LetterPart, *, actor: Actor, words: str) -> None:
    """追问: the sender asks once more, which opens the part again with a new limit. Raises Forbidden, Invalid,
    NotAllowed."""
    if part.letter.sender_id not in actor.post_ids:
        raise Forbidden("Only who sent the message can do this.")
    if not words.strip():
        raise Invalid("Write the question.", field="words")
    if part.answered_at is None:
        raise NotAllowed("It is not answered yet.")
    matter = procedures.reopen(
        part.matter_id, reason=words.strip(), actor=actor, vouched=True, version=part.matter.version
    )
    row = LetterPart.objects.filter(pk=part.pk).exclude(answered_at=None)
    if not row.update(answered_at=None, question=words.strip()):
        raise Conflict("Somebody else changed this matter meanwhile.")
    Letter.objects.filter(pk=part.letter_id).update(answered_number=F("answered_number") - 1)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Asked once more: %(title)s. %(words)s") % {"title": part.letter.subject, "words": words.strip()}
    person = orgs.holder_of(matter.holder_post_id).person_id
    tell(person, text, key=f"asked-{matter.pk}-{matter.version}", about=matter.pk)
    changed(matter.place_id)


@transaction.atomic
def remind(letter: Letter, *, actor: Actor) -> int:
    """Tell everybody who has not answered, once a day; how many were told. Raises Forbidden, NotAllowed."""
    _require_sent(letter, actor)
    today = clock.today()
    if (
        not Letter.objects.filter(pk=letter.pk)
        .exclude(reminded_on=today)
        .update(reminded_on=today, reminders=F("reminders") + 1)
    ):
        raise NotAllowed("They were reminded today already.")
    waiting = LetterPart.objects.filter(letter=letter, answered_at=None).order_by("matter")
    held = list(waiting.values_list("matter", "matter__holder_post"))
    if not held:
        raise NotAllowed("Everybody has answered.")
    holders = orgs.holders_of(post for _pk, post in held)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Reminder, please answer: %(title)s") % {"title": letter.subject}
    _tell_all([(pk, holders[post].person_id) for pk, post in held], text, f"remind-{letter.reminders}")
    ledger.record(events.LETTER_REMINDED, stream=letter.pk, actor=actor, codes={"number": len(held)})
    return len(held)


def _require_sent(letter: Letter, actor: Actor) -> None:
    if letter.sender_id not in actor.post_ids:
        raise Forbidden("Only who sent the message can do this.")
    if letter.taken_back_at is not None:
        raise NotAllowed("This message was taken back.")


@transaction.atomic
def take_back(letter: Letter, *, actor: Actor, reason: str) -> None:
    """Take it back while nobody has answered. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    _require_sent(letter, actor)
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    back = Letter.objects.filter(pk=letter.pk, taken_back_at=None, answered_number=0)
    if LetterPart.objects.filter(letter=letter).exclude(answer="").exists():
        raise NotAllowed("Somebody has answered already: it cannot be taken back any more.")
    if not back.update(taken_back_at=clock.now(), reason=reason.strip()):
        raise Conflict("This message was taken back.")
    codes: dict[str, str | int | bool | None] = {"parts": letter.parts_number}
    ledger.record(events.LETTER_TAKEN_BACK, stream=letter.pk, actor=actor, codes=codes, texts={"reason": reason})
    end_taken_back(AT_ONCE, letter_id=letter.pk)


@transaction.atomic
def end_taken_back(limit: int, *, letter_id: int | None = None) -> int:
    """End parts of messages that were taken back (worker); how many."""
    rows = LetterPart.objects.exclude(letter__taken_back_at=None).filter(answered_at=None, matter__state="open")
    if letter_id is not None:
        rows = rows.filter(letter=letter_id)
    found = list(rows.order_by("matter").values_list("matter", "letter__reason")[:limit])
    for matter_id, reason in found:
        procedures.choose(matter_id, outcome="taken_back", actor=SYSTEM, vouched=True, public_text=reason)
    return len(found)
