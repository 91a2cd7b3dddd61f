"""What was entered is changed: by whoever stands behind the line, or by who runs the lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.needs import events
from gongzhi.needs.actions.entering import check_draft
from gongzhi.needs.actions.shared import Codes, record, tell
from gongzhi.needs.models import ListLine
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LineDraft, LineState
from gongzhi.people import public as people

CHANGED = gettext_noop("Staff changed line %(number)s. Look at it on its page:")
CHANGEABLE = (LineState.NEW, LineState.OPEN)


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a line says from now on. `version`: of the line that was shown; `phone`: another one, empty: it stays."""

    version: int
    words: str
    amount: int
    place_id: int
    reach_id: int
    starts_on: date
    ends_on: date
    weekdays: str = ""
    opens: time | None = None
    closes: time | None = None
    hidden: bool = False
    phone: str = ""


@transaction.atomic
def change(line: ListLine, edit: LineEdit, *, actor: Actor, own: bool = False) -> ListLine:
    """Change a line (`own`: the caller has checked the link). Other words from the portal are looked at again before
    they stand on the list. Nothing changes under a match that runs; who comes second is told.

    Raises Forbidden, Invalid, NotAllowed, Conflict."""
    by = lines.require(actor, line, own=own)
    if by == "staff":
        lines.runner(actor, edit.place_id)
    locked = ListLine.objects.select_for_update().get(pk=line.pk)
    _may_change(locked, edit)
    contact = lines.contact(locked)
    check_draft(_draft(locked, edit, contact))
    fields = _fields(locked, edit)
    if by == "owner" and locked.state == LineState.OPEN and locked.post_id is None and fields["words"] != locked.words:
        fields |= {"state": LineState.NEW, "shown_at": None}
    if locked.version != edit.version:
        if all(getattr(locked, name) == value for name, value in fields.items()):
            return locked  # sent twice
        raise Conflict("Somebody else changed this line meanwhile. Look at what stands there.")
    if by == "owner" and edit.phone.strip():
        fields["sealed"] = lines.seal(contact.name, people.normalise_phone(edit.phone), locked.pk)
    ListLine.objects.filter(pk=locked.pk).update(version=locked.version + 1, **fields)
    codes: Codes = {
        "by": by, "place": edit.place_id, "reach": edit.reach_id, "amount": edit.amount,
        "starts_on": str(edit.starts_on), "ends_on": str(edit.ends_on), "again": "state" in fields,
    }  # fmt: skip
    record(events.CHANGED, locked, actor, codes)
    locked.refresh_from_db()
    if by == "staff":
        tell(locked, CHANGED, f"needs-changed-{locked.pk}-{locked.version}")
    return locked


def _draft(line: ListLine, edit: LineEdit, contact: lines.Contact) -> LineDraft:
    """As if it were entered now: what must hold then must hold now."""
    return LineDraft(
        side=line.side, kind=line.kind, place_id=edit.place_id, reach_id=edit.reach_id, words=edit.words,
        amount=edit.amount, starts_on=edit.starts_on, ends_on=edit.ends_on, weekdays=edit.weekdays, opens=edit.opens,
        closes=edit.closes, body=line.body, name=contact.name or "—", phone=edit.phone, hidden=edit.hidden,
    )  # fmt: skip


def _fields(line: ListLine, edit: LineEdit) -> dict[str, Any]:
    kind = lines.rules().kind(line.kind)
    return {
        "words": edit.words.strip(), "amount": edit.amount, "place_id": edit.place_id, "reach_id": edit.reach_id,
        "starts_on": edit.starts_on, "ends_on": edit.ends_on, "weekdays": "".join(sorted(set(edit.weekdays))),
        "opens": edit.opens, "closes": edit.closes, "hidden": edit.hidden or bool(kind and kind.hidden),
    }  # fmt: skip


def _may_change(line: ListLine, edit: LineEdit) -> None:
    if line.state not in CHANGEABLE:
        raise NotAllowed("This line cannot be changed any more.")
    if matches.is_bound(line):
        raise NotAllowed("Somebody counts on this line as it stands: answer the match, or say how it went, first.")
    if edit.amount < line.taken:
        raise Invalid("%(n)s of it is used already.", field="amount", n=line.taken)
