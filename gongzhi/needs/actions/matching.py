"""A need and a service are brought together; both say yes; it is carried out or not. No amount is given twice."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from gongzhi.access.public import SYSTEM, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.needs import events
from gongzhi.needs.actions.keeping import give_back
from gongzhi.needs.actions.shared import Codes, record, tell
from gongzhi.needs.models import ListLine, NeedMatch
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import LineState, MatchState, Side

FITS = gettext_noop("Something fits line %(number)s. Look at it and say whether it suits you:")
AGREED = gettext_noop("Both sides have said yes to a match of line %(number)s: you may see the contact now.")
DECLINED = gettext_noop("A match of line %(number)s did not come about; it goes on standing on the list.")
LAPSED = gettext_noop("A match of line %(number)s lapsed without an answer; it goes on standing on the list.")


def propose(
    need: ListLine, service: ListLine, *, actor: Actor, amount: int | None = None, asker: ListLine | None = None
) -> NeedMatch:
    """Bring both together: by who runs the lists at one of both places, or by one of both sides (`asker`: its line,
    whose link the caller has checked), which has said yes with that. The amount is set aside on both at once.

    Raises Forbidden, NotAllowed (they do not fit), Invalid (amount), Conflict (somebody was faster)."""
    side = _proposer(need, service, actor, asker)
    if asker is not None and (service if asker.pk == need.pk else need).hidden:
        raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
    try:
        with transaction.atomic():
            match = _propose(need, service, amount, side, actor)
    except IntegrityError:
        raise Conflict("These two are brought together already.") from None
    return match


def _proposer(need: ListLine, service: ListLine, actor: Actor, asker: ListLine | None) -> str:
    """`need`, `service` or `staff`. Raises Forbidden."""
    if asker is not None:
        if asker.pk not in (need.pk, service.pk):
            raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
        return Side.NEED.value if asker.pk == need.pk else Side.SERVICE.value
    for line, side in ((need, Side.NEED), (service, Side.SERVICE)):
        if lines.owns(actor, line):
            return side.value
    if actor.kind is ActorKind.SYSTEM or not any(lines.may_run(actor, line.place_id) for line in (need, service)):
        raise Forbidden("Your posts do not allow this here.", permission=lines.RUN)
    return "staff"


def _propose(need: ListLine, service: ListLine, amount: int | None, side: str, actor: Actor) -> NeedMatch:
    pair = {line.pk: line for line in lines.all_lines().filter(pk__in=(need.pk, service.pk))}
    fresh_need, fresh_service = pair[need.pk], pair[service.pk]
    if any(line.state != LineState.OPEN for line in pair.values()):
        raise NotAllowed("One of both stands on the list no more.")
    if (fresh_need.side, fresh_service.side) != (Side.NEED, Side.SERVICE):
        raise NotAllowed("These two do not fit.")
    found = matches.fit_of(fresh_need, fresh_service)
    if found is None:
        raise NotAllowed("These two do not fit: kind, place, time or what is left.")
    wanted = found.amount if amount is None else amount
    if not 1 <= wanted <= found.amount:
        raise Invalid("Give a number from 1 to %(most)s.", field="amount", most=found.amount)
    for pk in sorted(pair):
        rows = ListLine.objects.filter(pk=pk, state=LineState.OPEN, taken__lte=F("amount") - wanted)
        if not rows.update(taken=F("taken") + wanted):
            raise Conflict("Somebody was faster: not so much is left any more.")
    until = clock.today() + timedelta(days=lines.rules().answer_days)
    match = NeedMatch(
        need=fresh_need, service=fresh_service, amount=wanted, steps=found.steps, first=found.first, proposed_by=side,
        answer_until=until, need_agrees=True if side == Side.NEED else None,
        service_agrees=True if side == Side.SERVICE else None,
    )  # fmt: skip
    match.save(force_insert=True)
    codes: Codes = {"match": match.pk, "service": service.pk, "need": need.pk, "amount": wanted, "by": side}
    record(events.PROPOSED, need, actor, codes)
    record(events.PROPOSED, service, actor, codes)
    for line, of in ((fresh_need, Side.NEED), (fresh_service, Side.SERVICE)):
        if of.value != side:
            tell(line, FITS, f"needs-fits-{match.pk}-{of.value}")
    return match


@transaction.atomic
def answer(match: NeedMatch, line: ListLine, *, agrees: bool, actor: Actor, own: bool = False) -> NeedMatch:
    """A side says whether the match suits it: by its link (`own`: the caller has checked it), by the post of the body,
    or to staff, who write it down. The second yes opens the contacts; a no gives what was set aside free.

    Raises Forbidden, NotFound, Conflict."""
    side = matches.side_of(match, line)
    by = lines.require(actor, line, own=own)
    locked = NeedMatch.objects.select_for_update().get(pk=match.pk)
    if locked.state != MatchState.PROPOSED:
        raise Conflict("This match was answered already.")
    setattr(locked, f"{side.value}_agrees", agrees)
    locked.save(update_fields=[f"{side.value}_agrees"])
    record(events.ANSWERED, line, actor, {"match": match.pk, "side": side.value, "agrees": agrees, "by": by})
    if not agrees:
        give_back(locked, MatchState.DECLINED, 0)
        _tell_both(locked, DECLINED, "declined")
    elif locked.need_agrees and locked.service_agrees:
        NeedMatch.objects.filter(pk=match.pk).update(state=MatchState.AGREED, agreed_at=clock.now())
        _tell_both(locked, AGREED, "agreed")
    return matches.get(match.pk)


@transaction.atomic
def settle(
    match: NeedMatch, line: ListLine, *, done: bool, used: int, words: str, actor: Actor, own: bool = False
) -> NeedMatch:
    """A side, or staff, says whether an agreed match was carried out, how much of it, and how it went; the rest is
    free again. Raises Forbidden, NotFound, Invalid, NotAllowed, Conflict."""
    side = matches.side_of(match, line)
    by = lines.require(actor, line, own=own)
    locked = NeedMatch.objects.select_for_update().get(pk=match.pk)
    if locked.state != MatchState.AGREED:
        raise NotAllowed("This match is not agreed, or it has ended.")
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    if done and not 1 <= used <= locked.amount:
        raise Invalid("Give a number from 1 to %(most)s.", field="used", most=locked.amount)
    amount = used if done else 0
    NeedMatch.objects.filter(pk=match.pk).update(words=words.strip()[:300])
    if not give_back(locked, MatchState.DONE if done else MatchState.NOT_DONE, amount):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    record(
        events.SETTLED, line, actor,
        {"match": match.pk, "done": done, "used": amount, "by": side.value if by == "owner" else by},
    )  # fmt: skip
    return matches.get(match.pk)


def lapse(limit: int) -> int:
    """Matches that nobody answered in time give back what was set aside. How many; any number of workers may run."""
    rows = NeedMatch.objects.filter(state=MatchState.PROPOSED, answer_until__lt=clock.today())
    done = 0
    for match in list(rows.select_related("need", "service").order_by("answer_until", "id")[:limit]):
        with transaction.atomic():
            if give_back(match, MatchState.LAPSED, 0):
                record(events.LAPSED, match.need, SYSTEM, {"match": match.pk})
                _tell_both(match, LAPSED, "lapsed")
                done += 1
    return done


def _tell_both(match: NeedMatch, msgid: str, why: str) -> None:
    for line in (match.need, match.service):
        tell(line, msgid, f"needs-{why}-{match.pk}-{line.pk}")
