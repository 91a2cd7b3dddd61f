"""Staff look at a line before it stands on a list; a line is taken off; a contact is shown."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, TooMany
from gongzhi.disclosure import public as disclosure
from gongzhi.needs import events
from gongzhi.needs.actions.shared import record, tell
from gongzhi.needs.models import ContactLook, ListLine, NeedMatch
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LIVE, LOOKS_A_DAY, LineState, MatchState

STANDS = gettext_noop("Line %(number)s stands on the list now.")
REFUSED = gettext_noop("Line %(number)s was not put on the list; the reason stands on your page.")
A_DAY = 24 * 3600  # seconds


@transaction.atomic
def look(line: ListLine, *, show: bool, reason: str = "", words: str = "", actor: Actor) -> None:
    """Staff have looked at it: it stands on the list, with words that name nobody, or not, with a reason.

    Raises Forbidden, Invalid, Conflict (somebody else has looked)."""
    lines.runner(actor, line.place_id)
    if not show and not reason.strip():
        raise Invalid("Give a reason.", field="reason")
    said = words.strip() or line.words
    if show:
        if len(said) < 4:
            raise Invalid("Say in a few words what it is.", field="words")
        disclosure.check_texts({"words": said}, reason="internal")
    now = clock.now()
    fields = {"state": LineState.OPEN, "shown_at": now, "words": said[:500]} if show else {
        "state": LineState.REFUSED, "ended_at": now, "reason": reason.strip()[:200]
    }  # fmt: skip
    if not ListLine.objects.filter(pk=line.pk, state=LineState.NEW).update(version=F("version") + 1, **fields):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    record(events.LOOKED_AT, line, actor, {"shown": show})
    tell(line, STANDS if show else REFUSED, f"needs-look-{line.pk}")


@transaction.atomic
def end(line: ListLine, *, actor: Actor, own: bool = False) -> None:
    """Take a line off, whoever it belongs to (`own`: the caller has checked the link) or who runs the lists. What is
    agreed is carried out or given up first. Raises Forbidden, NotAllowed, Conflict."""
    by = lines.require(actor, line, own=own)
    running = list(NeedMatch.objects.select_for_update().filter(state__in=LIVE, **{line.side: line.pk}).order_by("pk"))
    concerned = {line.pk, *(pk for m in running for pk in (m.need_id, m.service_id))}
    rows = ListLine.objects.select_for_update().filter(pk__in=sorted(concerned)).order_by("pk")
    locked = {row.pk: row for row in rows}[line.pk]
    if locked.state not in (LineState.ASKED, LineState.NEW, LineState.OPEN):
        raise Conflict("This line has ended already.")
    if NeedMatch.objects.filter(state__in=LIVE, **{line.side: line.pk}).count() != len(running):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    if any(m.state == MatchState.AGREED for m in running):
        raise NotAllowed("A match is agreed: say first whether it was carried out.")
    for match in running:
        give_back(match, MatchState.DECLINED, 0)
    ListLine.objects.filter(pk=line.pk).update(state=LineState.ENDED, ended_at=clock.now())
    locked.refresh_from_db()
    record(events.ENDED, line, actor, {"by": by, "used": locked.taken})


def give_back(match: NeedMatch, state: MatchState, used: int) -> bool:
    """End a match that runs; what was promised and is not `used` is free again, on both sides. False where another
    was faster."""
    rows = NeedMatch.objects.filter(pk=match.pk, state=match.state)
    if not rows.update(state=state, ended_at=clock.now(), used=used if state == MatchState.DONE else None):
        return False
    if free := match.amount - used:
        for pk in sorted((match.need_id, match.service_id)):  # always in this order: two at once never wait in a ring
            locked = ListLine.objects.select_for_update().get(pk=pk)
            ListLine.objects.filter(pk=pk).update(taken=locked.taken - free)
    return True


@transaction.atomic
def show_contact(
    line: ListLine, *, actor: Actor, match: NeedMatch | None = None, asker: ListLine | None = None, reason: str = ""
) -> lines.Contact:
    """The contact in clear: to the other side of an agreed match (`asker`: its own line, whose link the caller has
    checked or whose post the actor holds), else to who runs the lists, with a reason. Each time is recorded where
    its owner reads it. Raises Forbidden, NotAllowed (not agreed), Invalid, TooMany."""
    if match is not None and asker is not None:
        fresh = matches.get(match.pk)
        matches.side_of(fresh, asker)
        matches.side_of(fresh, line)
        if fresh.state not in (MatchState.AGREED, MatchState.DONE):
            raise NotAllowed("Contacts are shown once both sides have said yes.")
        ContactLook(line=line, match=match).save(force_insert=True)
        record(events.CONTACT_SHOWN, line, actor, {"match": match.pk, "to": "other-side"})
        return lines.contact(line)
    held = lines.runner(actor, line.place_id)
    if len(reason.strip()) < 4:
        raise Invalid("Give a reason.", field="reason")
    if matches.looks_today(actor) >= LOOKS_A_DAY:
        raise TooMany("You have looked at many contacts today.", retry_after=A_DAY)
    ContactLook(line=line, appointment_id=held.appointment_id, reason=reason.strip()[:200]).save(force_insert=True)
    record(events.CONTACT_SHOWN, line, actor, {"match": None, "to": "staff"})
    return lines.contact(line)
