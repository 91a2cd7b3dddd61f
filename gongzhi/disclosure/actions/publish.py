"""Make something public on a board."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.ids import new_id
from gongzhi.disclosure import rules
from gongzhi.disclosure.actions.changed import disclosed
from gongzhi.disclosure.models import Posting
from gongzhi.disclosure.queries import INDEX, words_of
from gongzhi.disclosure.queries.classes import least_days
from gongzhi.disclosure.rules import Answered
from gongzhi.disclosure.rules.period import Duty
from gongzhi.files import public as files
from gongzhi.ledger.public import record, register
from gongzhi.places.public import ancestors

PUBLISHED = register(
    "disclosure:posting:published",
    gettext_noop("Made public on a board"),
    ["posting", "board", "place", "days", "warnings", "disclosure", "period", "corrects", "files"],
)

BLANK = "＿＿"  # of the skeletons in packs


def publish(
    *,
    board: str,
    title: str,
    text: str,
    place_id: int,
    actor: Actor,
    about: int | None = None,
    days: int | None = None,
    answered: Answered | None = None,
    key: str | None = None,
    override_reason: str = "",
    duty: Duty | None = None,
) -> Posting:
    """Publish on `board` (a key of the pack's boards) for `days` calendar days (the board's least where not given).

    Needs `board:publish` at the place; for an answer (`about` and `answered` given) `request:release` serves too.
    `key` makes it once: a second call returns the first posting. Raises `PersonalDataFound` with the findings where
    a text holds personal data; `override_reason` lets warnings stand, never what blocks. `duty` names the class and the
    period that it fulfils, and what is attached. Raises `Forbidden`, `Invalid`.
    """
    _require(actor, place_id, release=about is not None and answered is not None)
    title, text = title.strip(), text.strip()
    texts = {"title": title, "text": text} | (
        {"question": answered.question, "unit": answered.unit} if answered else {}
    )
    _check_shape(title, text)
    duty = duty or Duty()
    if duty.disclosure and BLANK in text:
        raise Invalid("Fill in or take out what was left blank (%(blank)s).", field="text", blank=BLANK)
    length = rules.period(days, least_days(board, duty.disclosure, duty.period))
    warnings = rules.check_texts(texts | duty.texts | dict(duty.words), override_reason)
    codes: dict[str, str | int | bool | None] = {"board": board, "place": place_id, "days": length}
    with transaction.atomic():
        if key and (earlier := Posting.objects.filter(key=key).first()):
            return earlier
        now, pk = clock.now(), new_id()
        entry = record(
            PUBLISHED,
            stream=about or pk,
            actor=actor,
            codes={"posting": pk, **codes, "warnings": warnings} | duty.codes,
            texts=texts | duty.texts | _hashes(duty) | ({"override_reason": override_reason} if warnings else {}),
            first=about is None,
        )
        told = answered or Answered("", "", None, None)
        posting = Posting.objects.create(
            id=pk, key=key or str(pk), board=board, title=title, text=text, place_id=place_id, about=about,
            question=told.question, unit=told.unit, asked_at=told.asked_at, answered_at=told.answered_at,
            published_at=now, until=rules.until(now, length), appointment=actor.appointment_id, entry=entry,
            disclosure=duty.disclosure, period=duty.period, corrects_id=duty.corrects, correction=duty.correction,
        )  # fmt: skip
        files.attach(duty.files, about=pk)
        INDEX.put([(pk, words_of(posting))])
        if duty.disclosure:
            disclosed(place_id)
        return posting


def _require(actor: Actor, place_id: int, *, release: bool) -> None:
    where = ancestors(place_id)
    if may(actor, Permission.BOARD_PUBLISH, where) or (release and may(actor, Permission.REQUEST_RELEASE, where)):
        return
    raise Forbidden("Your posts do not allow this here.", permission=Permission.BOARD_PUBLISH)


def _hashes(duty: Duty) -> dict[str, str]:
    """The SHA-256 of what is attached."""
    return {f"file{n}": files.get(pk).sha256 for n, pk in enumerate(duty.files, start=1)}


def _check_shape(title: str, text: str) -> None:
    if not 2 <= len(title) <= 120:
        raise Invalid("Give it a title of 2 to 120 characters.", field="title")
    if not 2 <= len(text) <= 20_000:
        raise Invalid("Write a text of 2 to 20,000 characters.", field="text")
