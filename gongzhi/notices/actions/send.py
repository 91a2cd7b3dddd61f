"""Put messages in the outbox, inside the caller's transaction: they exist exactly if the act exists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gongzhi.core import clock
from gongzhi.core.ids import new_id
from gongzhi.kit.db.insert import insert
from gongzhi.kit.db.make import make
from gongzhi.notices import rules
from gongzhi.notices.models import Message, seal
from gongzhi.notices.rules import Channel, Draft, State


def send(
    *,
    channel: str,
    text: str,
    key: str,
    person_id: int | None = None,
    phone: str | None = None,
    about: int | None = None,
    urgent: bool = False,
    to: str = "",
    subject: str = "",
) -> None:
    """Send one message, once for each `key` (at most 120 characters); a second call with it does nothing.

    `channel`: `inapp` (needs `person_id`), `sms` (`phone`), `mail` (`to`, `subject`) or `wechat` (`to`: an openid).
    `urgent` is for a code somebody waits for: it goes out at night too. One INSERT. Raises `Invalid`.
    """
    send_many([Draft(channel, text, key, person_id, phone, about, urgent, to, subject)])


def send_many(drafts: Iterable[Draft]) -> None:
    """Send several messages with one INSERT; each once for its key. Raises `Invalid` before any is written."""
    checked = list(drafts)
    for draft in checked:
        rules.check(draft)
    now = clock.now()
    rows = [_row(draft, now) for draft in checked]
    if len(rows) <= 8:
        insert(rows, ignore_conflicts=True)
    else:
        Message.objects.bulk_create(rows, ignore_conflicts=True)


def _row(draft: Draft, now: datetime) -> Message:
    pk = new_id()
    row = make(
        Message,
        id=pk,
        channel=draft.channel,
        key=draft.key,
        person_id=draft.person_id,
        about=draft.about,
        urgent=draft.urgent,
        created_at=now,
    )
    if draft.channel == Channel.INAPP:
        row.text, row.state, row.sent_at = draft.text, State.SENT, now
    else:
        row.sealed, row.state = seal(draft, pk), State.PENDING
        row.next_try_at = rules.not_at_night(now, urgent=draft.urgent, channel=draft.channel)
    return row
