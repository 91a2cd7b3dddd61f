"""Hearings: announce, put names down, what was said and answered, the record in public."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, HeldPost, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.texts import check_length
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Hearing, Speaker, Topic
from gongzhi.deliberation.queries import hearings as queries
from gongzhi.deliberation.rules.hearings import (
    KEEP_DAYS,
    STATEMENT_MAX,
    SUMMARY_MAX,
    Form,
    HearingDraft,
    HearingState,
    Side,
    SpeakerDraft,
    check_days,
)
from gongzhi.deliberation.rules.topics import ENTERED, Shown
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.words import moment as moment_words
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

Code = str | int | bool | None
BOARD_MAX = 19_000  # characters of a record on a board; the page shows all


LINK = "link"  # the page has compared the secret of the address


def _may(actor: Actor, place_id: int) -> HeldPost:
    by = held_with(actor, Permission.TOPIC_RUN, places.ancestors(place_id))
    if by is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.TOPIC_RUN)
    return by


def _record(
    tag: str, hearing: Hearing, actor: Actor, codes: dict[str, Code], texts: dict[str, str] | None = None,
    person_id: int | None = None,
) -> None:  # fmt: skip
    given = {name: text for name, text in (texts or {}).items() if text}
    persons = dict.fromkeys(given, person_id) if person_id is not None else {}
    codes = {"hearing": hearing.pk, **codes}
    ledger.record(tag, stream=hearing.topic_id, actor=actor, codes=codes, texts=given, persons=persons)


def _change(hearing: Hearing, **columns: object) -> None:
    found = Hearing.objects.filter(pk=hearing.pk, version=hearing.version)
    if not found.update(version=F("version") + 1, **columns):
        raise Conflict("Somebody else changed this hearing meanwhile.")
    hearing.version += 1
    for name, value in columns.items():
        setattr(hearing, name, value)


@transaction.atomic
def announce(topic: Topic, draft: HearingDraft, *, actor: Actor) -> Hearing:
    """Say when and where a topic is heard, and until when names are put down; the proposer is told.

    Raises Forbidden, Invalid, NotAllowed (the topic is not in public, or closed), `disclosure.PersonalDataFound`."""
    by = _may(actor, topic.matter.place_id)
    if topic.shown != Shown.SHOWN:
        raise NotAllowed("This topic is not in public yet.")
    if topic.matter.state not in procedures.LIVE:
        raise NotAllowed("This topic is closed.")
    if draft.form not in list(Form):
        raise Invalid("Choose: a hearing or an open talk.", field="form")
    if len(draft.venue.strip()) < 2:
        raise Invalid("Say where it takes place.", field="venue")
    day = clock.local(draft.starts_at).date()
    check_days(draft, now=clock.now(), today=clock.today(), day=day, notice_days=queries.notice_days(topic))
    disclosure.check_texts({"venue": draft.venue, "words": draft.words}, "")
    hearing = Hearing(
        topic=topic, place_id=topic.matter.place_id, post_id=by.post_id, form=draft.form, starts_at=draft.starts_at,
        venue=draft.venue.strip(), until=draft.until, words=draft.words.strip(),
    )  # fmt: skip
    hearing.save(force_insert=True)
    codes: dict[str, Code] = {"form": draft.form, "at": draft.starts_at.isoformat()}
    _record(events.HEARING_ANNOUNCED, hearing, actor, codes, {"words": hearing.words, "venue": hearing.venue})
    _tell(hearing, [topic.proposer_id], lambda values: _("“%(title)s” is heard: %(when)s, %(venue)s.") % values, "said")
    return hearing


def _tell(hearing: Hearing, persons: list[int | None], words: Callable[[dict[str, str]], str], key: str) -> None:
    def said() -> str:
        values = {"title": hearing.topic.matter.title, "when": moment_words(hearing.starts_at)}
        return words(values | {"venue": hearing.venue, "reason": hearing.reason})

    notices.tell([p for p in persons if p is not None], said, key=f"hearing-{key}-{hearing.pk}", about=hearing.topic_id)


@transaction.atomic
def sign_up(hearing: Hearing, draft: SpeakerDraft, *, actor: Actor) -> Speaker:
    """Put a name down to come, or to speak. On paper, by phone and at the door staff enter it with its source.

    Raises Invalid, Forbidden, NotAllowed (the time is over)."""
    if draft.submission and (sent := Speaker.objects.filter(submission=draft.submission).first()):
        return sent
    by = None
    if draft.channel in ENTERED:
        by = _may(actor, hearing.place_id)
        if not draft.source.strip():
            raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
        if hearing.state != HearingState.ANNOUNCED or clock.now() >= hearing.starts_at:
            raise NotAllowed("Names can no longer be put down.")
    elif not queries.is_open(hearing) or hearing.topic.shown != Shown.SHOWN:
        raise NotAllowed("Names can no longer be put down.")
    if not draft.name.strip():
        raise Invalid("Give a name or an alias by which we may address you.", field="name")
    person_id, made = draft.person_id, False
    if person_id is None and draft.phone.strip():
        person_id = people.create_person(name=draft.name.strip(), phone=draft.phone.strip()).pk
        made = True
    speaker = Speaker(
        hearing=hearing, side=Side(draft.side).value, name=draft.name.strip()[:60], person_id=person_id,
        made_person=made, speaks=draft.speaks, about=draft.about.strip()[:300],
        channel=draft.channel, source=draft.source.strip(),
        registered_by_id=by.appointment_id if by else None, submission=draft.submission or None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            speaker.save(force_insert=True)
    except IntegrityError:  # the same form at the same moment
        return Speaker.objects.get(submission=draft.submission)
    codes: dict[str, Code] = {"speaker": speaker.pk, "channel": draft.channel, "speaks": draft.speaks}
    _record(events.HEARING_SIGNED_UP, hearing, actor, codes, {"about": speaker.about}, person_id)
    return speaker


@transaction.atomic
def withdraw(speaker: Speaker, *, actor: Actor) -> None:
    """Take the name back, by who put it down (`via` the link of one's own, or the account) or by staff; the contact
    goes at once. Raises Forbidden, NotAllowed."""
    hearing = queries.get(speaker.hearing_id)
    own = actor.person_id is not None and actor.person_id == speaker.person_id
    if not own and actor.via != LINK:
        _may(actor, hearing.place_id)
    if hearing.state != HearingState.ANNOUNCED or speaker.statement:
        raise NotAllowed("The name can no longer be taken back.")
    if not Speaker.objects.filter(pk=speaker.pk, withdrawn=False).update(withdrawn=True):
        return
    _record(events.HEARING_WITHDRAWN, hearing, actor, {"speaker": speaker.pk})
    _forget(speaker, actor, why="consent")


@transaction.atomic
def enter(
    hearing: Hearing, *, actor: Actor, statement: str, source: str, speaker_id: int | None = None, side: str = "",
    name: str = "",
) -> Speaker:  # fmt: skip
    """What somebody said (or had read out), with where it comes from; who had not put the name down is added.

    Raises Forbidden, Invalid, NotAllowed (it has not begun, the record is public), NotFound."""
    by = _may(actor, hearing.place_id)
    _sits(hearing)
    if len(statement.strip()) < 2:
        raise Invalid("Say it in a few words.", field="statement")
    check_length(statement.strip(), STATEMENT_MAX, field="statement")
    if not source.strip():
        raise Invalid("Say how it was said: spoken there, a sheet, a call.", field="source")
    if speaker_id is not None:
        speaker = Speaker.objects.filter(pk=speaker_id, hearing=hearing, withdrawn=False).first()
        if speaker is None:
            raise NotFound("There is no such speaker.")
    else:
        if side == Side.UNIT and not name.strip():
            raise Invalid("Say which office or unit spoke.", field="name")
        speaker = Speaker(
            hearing=hearing, side=Side(side or Side.RESIDENT).value, name=name.strip()[:60],
            registered_by_id=by.appointment_id, channel="door", source=source.strip(),
        )  # fmt: skip
        speaker.save(force_insert=True)
    Speaker.objects.filter(pk=speaker.pk).update(statement=statement.strip(), said_from=source.strip()[:200])
    speaker.statement = statement.strip()
    _record(
        events.HEARING_SAID, hearing, actor, {"speaker": speaker.pk}, {"statement": speaker.statement},
        speaker.person_id,
    )  # fmt: skip
    return speaker


@transaction.atomic
def answer(hearing: Hearing, speaker_id: int, *, actor: Actor, words: str, office: str) -> None:
    """What the office answered to a statement. Raises Forbidden, Invalid, NotAllowed, NotFound."""
    _may(actor, hearing.place_id)
    _sits(hearing)
    if len(words.strip()) < 2 or len(words.strip()) > STATEMENT_MAX:
        raise Invalid("Say it in a few words.", field="words")
    if not office.strip():
        raise Invalid("Say which office answered.", field="office")
    rows = Speaker.objects.filter(pk=speaker_id, hearing=hearing, withdrawn=False).exclude(statement="")
    if not rows.update(answer=words.strip(), answered_by=office.strip()[:60]):
        raise NotFound("There is no such speaker.")
    _record(events.HEARING_ANSWERED, hearing, actor, {"speaker": speaker_id}, {"answer": words.strip()})


def _sits(hearing: Hearing) -> None:
    if hearing.state != HearingState.ANNOUNCED:
        raise NotAllowed("The record of this hearing is closed.")
    if clock.now() < hearing.starts_at:
        raise NotAllowed("The hearing has not begun yet.")


@transaction.atomic
def publish(hearing: Hearing, summary: str, *, actor: Actor, override_reason: str = "") -> int:
    """The record goes to the public: the summary to the board, every statement and answer to the page; the posting's
    id.

    Raises Forbidden, Invalid, NotAllowed (nobody spoke yet), `disclosure.PersonalDataFound`, Conflict."""
    _may(actor, hearing.place_id)
    _sits(hearing)
    rows = queries.speakers(hearing)
    said = queries.record(rows)
    if not said:
        raise NotAllowed("Enter first what was said.")
    if not 2 <= len(summary.strip()) <= SUMMARY_MAX:
        raise Invalid("Sum up what was said, in at most %(max)s characters.", field="summary", max=SUMMARY_MAX)
    texts = {f"statement-{n}": "\n".join((h.who, h.words, h.answer)) for n, h in enumerate(said, start=1)}
    disclosure.check_texts(texts, override_reason)
    asked = queries.asked_of(hearing.topic)
    values = {"form": queries.form_words(hearing.form), "title": hearing.topic.matter.title}
    lines = [summary.strip(), *(_line(h) for h in said)]
    posting = disclosure.publish(
        board=asked.board if asked else "residents", title=(_("Record of the hearing: %(title)s") % values)[:100],
        text="\n".join(lines)[:BOARD_MAX], place_id=hearing.place_id, actor=actor, about=hearing.topic_id,
        key=f"hearing:{hearing.pk}", override_reason=override_reason,
    )  # fmt: skip
    _change(
        hearing, state=HearingState.PUBLISHED.value, summary=summary.strip(), posting=posting.pk, ended_at=clock.now()
    )
    codes: dict[str, Code] = {"posting": posting.pk, "statements": len(said)}
    _record(events.HEARING_PUBLISHED, hearing, actor, codes, {"summary": hearing.summary})
    persons = [*dict.fromkeys([hearing.topic.proposer_id, *(s.person_id for s in rows)])]
    _tell(
        hearing, persons, lambda values: _("The record of the hearing about “%(title)s” is public.") % values, "record"
    )
    return posting.pk


def _line(heard: queries.Heard) -> str:
    said = f"{heard.who}：{heard.words}"
    return f"{said}\n{heard.answered_by}：{heard.answer}" if heard.answer else said


@transaction.atomic
def drop(hearing: Hearing, reason: str, *, actor: Actor) -> None:
    """It does not take place: who put the name down is told why. Raises Forbidden, Invalid, NotAllowed, Conflict."""
    _may(actor, hearing.place_id)
    heard = Speaker.objects.filter(hearing=hearing).exclude(statement="").exists()
    if hearing.state != HearingState.ANNOUNCED or heard:
        raise NotAllowed("Somebody was heard already: publish the record instead.")
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    _change(hearing, state=HearingState.DROPPED.value, reason=reason.strip()[:300], ended_at=clock.now())
    _record(events.HEARING_DROPPED, hearing, actor, {}, {"reason": hearing.reason})

    def words(values: dict[str, str]) -> str:
        return _("The hearing about “%(title)s” does not take place: %(reason)s") % values

    persons = [hearing.topic.proposer_id, *(s.person_id for s in queries.speakers(hearing))]
    _tell(hearing, persons, words, "dropped")


def require_heard(topic: Topic, step: str) -> None:
    """Raise NotAllowed where the pack asks for a published hearing before this step and there is none."""
    if queries.lacking(topic, step=step):
        raise NotAllowed("The rules ask for a hearing first: publish its record, then go on.")


def forget_speakers(limit: int = 100) -> int:
    """Delete names and contacts of hearings that ended long enough ago; how many hearings were done (worker)."""
    before = clock.now() - timedelta(days=KEEP_DAYS)
    done = 0
    ended = Hearing.objects.filter(forgotten=False, ended_at__lt=before).order_by("id")
    for pk in list(ended.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            if Hearing.objects.filter(pk=pk, forgotten=False).update(forgotten=True):
                for speaker in Speaker.objects.filter(hearing=pk).order_by("id"):
                    _forget(speaker, SYSTEM, why="retention")
                done += 1
    return done


def _forget(speaker: Speaker, actor: Actor, *, why: str) -> None:
    kept = {} if speaker.side == Side.UNIT else {"name": ""}
    Speaker.objects.filter(pk=speaker.pk).update(person=None, about="", source="", said_from="", **kept)
    if speaker.made_person and speaker.person_id is not None:
        with suppress(DomainError):  # erased already
            people.erase_person(speaker.person_id, actor=actor, why=why)
