"""What ended planned with a day, or on the list (挂账): told when the day comes, looked at, recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.reception import events
from gongzhi.reception.actions.shared import record
from gongzhi.reception.models import Waiting
from gongzhi.reception.rules.looks import How, choices
from gongzhi.reception.rules.texts import ANSWER_MAX, clean
from gongzhi.requests import public as requests

AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look gave: `words` say why; `due_on`: of one that was planned and waits on, until when."""

    how: str
    words: str
    due_on: date | None = None


def follow_answer(about: requests.Request) -> None:
    """Handler of `requests.on_answered`: an ending with a day, or one on the list, is not forgotten."""
    ending = packs.active().ending(about.ending)
    if ending.look is not None:
        _wait(about, ending.key, listed=True, due_on=_next_look(about, ending))
    elif "date" in ending.needs and about.planned_on is not None:
        _wait(about, ending.key, listed=False, due_on=about.planned_on)


def _next_look(about: requests.Request, ending: packs.Ending) -> date:
    look = ending.look
    assert look is not None
    limit = Limit(look.amount, Unit(look.unit.value))
    return clock.local(procedures.calendar_for(about.matter.place_id).add(clock.now(), limit).at).date()


def _wait(about: requests.Request, ending: str, *, listed: bool, due_on: date) -> Waiting:
    row = Waiting(request=about, place_id=about.matter.place_id, ending=ending, listed=listed, since=clock.today(),
                  due_on=due_on)  # fmt: skip
    row.save(force_insert=True)
    return row


def on_reopened(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effect: what is handled again waits no longer."""
    if matter.kind == "request":
        Waiting.objects.filter(request=matter.pk, how="").update(how=How.AGAIN, looked_at=clock.now())


@transaction.atomic
def look(waiting_id: int, said: Look, *, actor: Actor) -> requests.Request:
    """Record a look; the request that is at work now, another one where the time to reopen is over.

    Whoever holds the request does this, or who may answer at its place. Raises NotFound, Forbidden, Invalid (how,
    words, due_on), Conflict (somebody looked already)."""
    row = Waiting.objects.select_related("request__matter").filter(pk=waiting_id).first()
    if row is None:
        raise NotFound("Nothing waits here.")
    about = row.request
    held = actor.holding(about.matter.holder_post_id)
    if held is None or Permission.REQUEST_HANDLE not in held.permissions:
        require(actor, Permission.REQUEST_ANSWER, places.ancestors(about.matter.place_id))
    if said.how not in choices(row.listed):
        raise Invalid("Choose one of the answers.", field="how")
    words = clean(said.words, "words", ANSWER_MAX)
    due_on = _due(row, said)
    post = held.post_id if held else next(iter(sorted(actor.post_ids)), None)
    values = {"how": said.how, "words": words, "looked_at": clock.now(), "looked_by_id": post}
    if not Waiting.objects.filter(pk=row.pk, how="").update(**values):
        raise Conflict("Somebody looked at this already.")
    record(events.LOOKED, about.pk, actor, {"how": said.how, "due_on": due_on.isoformat() if due_on else None})
    if due_on is not None:
        _wait(about, row.ending, listed=row.listed, due_on=due_on)
    return _again(about, words, actor) if said.how == How.AGAIN else about


def _due(row: Waiting, said: Look) -> date | None:
    """Until when it waits on."""
    if said.how != How.STILL:
        return None
    if row.listed:
        known = {e.key: e for e in packs.active().endings if e.look is not None}
        ending = known.get(row.ending) or next(iter(known.values()), None)
        return _next_look(row.request, ending) if ending else clock.today() + timedelta(days=91)
    if said.due_on is None or not clock.today() < said.due_on <= clock.today() + AHEAD:
        raise Invalid("The planned day lies in the future.", field="due_on")
    return said.due_on


def _again(about: requests.Request, words: str, actor: Actor) -> requests.Request:
    first = requests.Reporter.objects.select_related("request__matter").get(request=about.pk, first=True)
    if requests.may_reopen(first.request):
        requests.reopen(first, reason=words, actor=actor)
        return about
    pack = packs.active()
    station = pack.reception_of(about.type_key)
    staff = [c.key for c in pack.channels if c.by == "staff" and c.in_use]
    draft = requests.Draft(
        about.description or words, type_key=about.type_key, lon=about.lon, lat=about.lat, address=about.address,
        place_id=about.matter.place_id if about.lon is None else None, person_id=first.person_id,
        keep_private=about.keep_private,
    )  # fmt: skip
    receipt = requests.intake_inside(draft, actor=actor, channel=station.channel if station else staff[0],
                                     look_near=False)  # fmt: skip
    return requests.read(receipt.matter_id)


def tell_due(limit: int = 200) -> int:
    """Tell whoever holds what waits that its day has come; how many. Any number of workers may run it."""
    today, done = clock.today(), 0
    due = Waiting.objects.select_related("request__matter").filter(how="", told_on=None, due_on__lte=today)
    for row in due.order_by("due_on", "id")[:limit]:
        with transaction.atomic():
            if not Waiting.objects.filter(pk=row.pk, how="", told_on=None).update(told_on=today):
                continue
            _tell(row)
            done += 1
    return done


def _tell(row: Waiting) -> None:
    holder = orgs.holder_of(row.request.matter.holder_post_id)
    if holder.person_id is None:
        return
    values = {"number": requests.spoken(row.request.number), "title": row.request.matter.title}
    with translation.override(settings.LANGUAGE_CODE):
        text = (
            _("Request %(number)s (%(title)s) is on the list: look at it again and record what you find.")
            if row.listed
            else _("Request %(number)s (%(title)s) was planned for today: record whether it is done.")
        ) % values
    notices.send(
        channel=notices.Channel.INAPP, text=text, key=f"waiting-{row.pk}", person_id=holder.person_id,
        about=row.request_id,
    )  # fmt: skip
