"""Calls back (回访): drawn when a request is answered, made by staff or by message; the unhappy ones return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Invalid, NotAllowed, NotFound
from gongzhi.core.texts import check_length
from gongzhi.core.worktime import Limit, Unit
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import events
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.reporter import may_reopen
from gongzhi.requests.models import CallBack, CallState, Content, Reporter, Request

WORDS_MAX = 500
SILENT = ("duplicate", "withdrawn")  # endings that nobody is asked about
ANSWER_DAYS = 15  # in which a message may be answered


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call. `reached`: somebody answered; `refused`: does not want to be called."""

    reached: bool
    refused: bool = False
    content: int | None = None
    manner: int | None = None
    words: str = ""


def rule_of(pack: packs.Pack, type_key: str) -> packs.CallBack | None:
    """The rule of the pack for a request type, if it has one."""
    if not pack.callbacks:
        return None
    try:
        group = pack.request_type(type_key).group
    except KeyError:
        group = ""
    return next((rule for rule in pack.callbacks if rule.fits(type_key, group)), None)


def plan(request: Request) -> None:
    """A request was answered: by lot it is called back. Nothing where the pack asks for none, or none can be made."""
    rule = rule_of(packs.active(), request.type_key)
    if rule is None or request.ending in SILENT or entropy.below(100) >= rule.share:
        return
    reporter = Reporter.objects.filter(request=request.pk, first=True).first()
    if reporter is None:
        return
    reach = people.addresses_for_sending([reporter.person_id]).get(reporter.person_id, {})
    staff, place = rule.way == "staff", request.matter.place_id
    if not (reach.get("phone") if staff else reach) or _left_alone(reporter, reach.get("phone", "")):
        return
    post = orgs.find_post(rule.by, places.ancestors(place)) if staff else None
    if staff and post is None:
        return
    limit = Limit(rule.within.amount, Unit(rule.within.unit.value))
    due = procedures.calendar_for(place).add(clock.now(), limit).at
    CallBack.objects.bulk_create([CallBack(
        request_id=request.pk, reporter=reporter, place_id=place, round=request.round, rule=rule.key, post_id=post,
        due_at=due, made_at=clock.now(),
    )])  # fmt: skip


def _left_alone(reporter: Reporter, phone: str) -> bool:
    """Whether whoever has this phone does not want to be called: each report without an account is a person of its
    own. Two queries."""
    same = people.persons_with_phone(phone) if phone else []
    return Reporter.objects.filter(person__in=[*same, reporter.person_id], no_calls=True).exists()


def find_call(call_id: int, actor: Actor) -> CallBack:
    """A call of one of the actor's posts. Raises NotFound."""
    rows = CallBack.objects.select_related("request__matter", "reporter")
    found = rows.filter(pk=call_id, post__in=actor.post_ids).first()
    if found is None:
        raise NotFound("There is no such call.")
    return found


@transaction.atomic
def record_call(call_id: int, said: Said, *, actor: Actor) -> CallBack:
    """Write down what a call gave; whoever is not content with the answer has the request handled again.

    Raises NotFound, NotAllowed (made before, or handled again meanwhile), Invalid (`content`, `manner`, `words`)."""
    call = find_call(call_id, actor)
    if call.state != CallState.DUE:
        raise NotAllowed("This call was made already.")
    _check(call, said)
    tries = call.tries + 1
    if said.refused:
        return _refuse(call, actor, tries)
    if not said.reached:
        state = CallState.UNREACHED if tries >= _tries(call) else CallState.DUE
        return _settle(call, actor, {"state": state, "tries": tries}, ended=state != CallState.DUE)
    return _answered(call, said, actor, tries)


@transaction.atomic
def answer_message(reporter: Reporter, said: Said, *, actor: Actor) -> CallBack:
    """The resident answers the message, or the questions of the own page. Raises NotAllowed, Invalid."""
    call = open_call(reporter)
    if call is None:
        raise NotAllowed("There is nothing to answer here now.")
    _check(call, said)
    return _answered(call, said, actor, call.tries)


@transaction.atomic
def refuse_calls(reporter: Reporter, *, actor: Actor) -> None:
    """The resident does not want to be called, about this and about later requests."""
    Reporter.objects.filter(pk=reporter.pk).update(no_calls=True)
    ledger.record(events.CALLS_REFUSED, stream=reporter.request_id, actor=actor, codes={"by": "resident"})
    open_ = [CallState.DUE, CallState.SENT]
    CallBack.objects.filter(reporter__person=reporter.person_id, state__in=open_).update(
        state=CallState.REFUSED, done_at=clock.now()
    )


def open_call(reporter: Reporter) -> CallBack | None:
    """What the reporter can still answer about the present answer. One query."""
    rows = CallBack.objects.select_related("request__matter", "reporter").filter(
        reporter=reporter.pk, round=F("request__round"), state__in=[CallState.DUE, CallState.SENT],
        due_at__gte=clock.now() - timedelta(days=ANSWER_DAYS),
    )  # fmt: skip
    call = rows.first()
    return call if call is not None and call.request.matter.state in procedures.OVER else None


def send_calls(limit: int = 200) -> int:
    """Ask by message whose time has come; how many. Any number of workers may run it."""
    now = clock.now()
    due = CallBack.objects.filter(post=None, state=CallState.DUE, due_at__lte=now).order_by("due_at", "pk")
    done = 0
    for call in due.select_related("request__matter", "reporter")[:limit]:
        with transaction.atomic():
            if not CallBack.objects.filter(pk=call.pk, state=CallState.DUE).update(state=CallState.SENT):
                continue
            if call.round == call.request.round:
                notify.call_back(call.request, call.reporter)
            done += 1
    return done


def _check(call: CallBack, said: Said) -> None:
    request = call.request
    if call.round != request.round or request.matter.state not in procedures.OVER:
        raise NotAllowed("It is being handled again: nobody is asked about the earlier answer.")
    check_length(said.words, WORDS_MAX, field="words")
    if said.reached and not said.refused:
        for name in ("content", "manner"):
            if getattr(said, name) not in Content.values:
                raise Invalid("Choose one of the answers.", field=name)


def _tries(call: CallBack) -> int:
    pack = packs.revision(call.request.matter.revision_id)
    return next((rule.tries for rule in pack.callbacks if rule.key == call.rule), 3)


def _settle(call: CallBack, actor: Actor, values: dict[str, object], *, ended: bool = True) -> CallBack:
    if ended:
        values["done_at"] = clock.now()
    if not CallBack.objects.filter(pk=call.pk, state=call.state, tries=call.tries).update(**values):
        raise NotAllowed("This call was made already.")
    for name, value in values.items():
        setattr(call, name, value)
    codes = {k: getattr(call, k) for k in ("state", "content", "manner", "reopened", "tries")}
    words = {"words": call.words} if call.words else None
    persons = {"words": call.reporter.person_id} if call.words else None
    ledger.record(
        events.CALLED, stream=call.request_id, actor=actor, codes=codes | {"state": str(call.state)}, texts=words,
        persons=persons,
    )  # fmt: skip
    return call


def _refuse(call: CallBack, actor: Actor, tries: int) -> CallBack:
    Reporter.objects.filter(pk=call.reporter_id).update(no_calls=True)
    return _settle(call, actor, {"state": CallState.REFUSED, "tries": tries})


def _answered(call: CallBack, said: Said, actor: Actor, tries: int) -> CallBack:
    again = said.content == Content.NOT and may_reopen(call.request)
    values = {
        "state": CallState.DONE, "tries": tries, "content": said.content, "manner": said.manner,
        "words": said.words.strip(), "reopened": again,
    }  # fmt: skip
    call = _settle(call, actor, values)
    if again:
        reason = packs.active().text("call_unhappy")
        words = call.words or reason
        procedures.reopen(call.request_id, actor=actor if actor.person_id else SYSTEM, reason=words, vouched=True)
        Request.objects.filter(pk=call.request_id).update(round=F("round") + 1, updated_at=clock.now())
        notify.reopened(call.request)
    return call
