"""The community's open day: announce it, report it, call it off."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, InvalidMany, NotAllowed
from gongzhi.disclosure.actions.changed import disclosed
from gongzhi.disclosure.actions.publish import publish
from gongzhi.disclosure.actions.withdraw import withdraw
from gongzhi.disclosure.events import DAY_ANNOUNCED, DAY_CANCELLED, DAY_REPORTED
from gongzhi.disclosure.models import OpenDay, Query
from gongzhi.disclosure.queries import board as get_board
from gongzhi.disclosure.queries.classes import class_of
from gongzhi.disclosure.rules.days import DayDraft, DayState
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places

AHEAD = 366  # days


@transaction.atomic
def announce(draft: DayDraft, *, actor: Actor, key: str | None = None, override_reason: str = "") -> OpenDay:
    """Announce an open day on the board of its class; the announcement stands at least until the day.

    Needs `board:publish` at the place. Raises Forbidden, InvalidMany, Invalid, PersonalDataFound, Conflict (there is
    one on that day)."""
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(draft.place_id))
    item = class_of(draft.disclosure)
    if item is None or item.by != "open_day":
        raise Invalid("There is no such class of disclosure.", field="disclosure")
    _check(draft)
    if key and (sent := OpenDay.objects.filter(announced__key=key).first()):
        return sent
    place = places.get(draft.place_id)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Open day of %(place)s on %(day)s") % {"place": place.name, "day": f"{draft.day:%Y-%m-%d}"}
        heads = (_("When"), _("Where"), _("Programme"), _("What is laid open"))
    when = f"{draft.day:%Y-%m-%d} {draft.hours.strip()}"
    said = (when, draft.venue.strip(), draft.programme.strip(), draft.laid_open.strip())
    text = "\n".join(f"{head}：{words}" for head, words in zip(heads, said, strict=True))
    days = max(get_board(item.board).days_min, item.days_min, (draft.day - clock.today()).days)
    posting = publish(
        board=item.board, title=title, text=text, place_id=draft.place_id, actor=actor, days=days, key=key,
        override_reason=override_reason,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made = OpenDay.objects.create(
                place_id=draft.place_id, disclosure=item.key, day=draft.day, hours=draft.hours.strip(),
                venue=draft.venue.strip(), programme=draft.programme.strip(), laid_open=draft.laid_open.strip(),
                announced=posting,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("There is an open day on this day already.") from None
    codes: dict[str, str | int | bool | None] = {
        "place": draft.place_id, "day": draft.day.isoformat(), "posting": posting.pk,
    }  # fmt: skip
    ledger.record(DAY_ANNOUNCED, stream=made.pk, actor=actor, codes=codes, first=True)
    return made


def _check(draft: DayDraft) -> None:
    wrong: dict[str, Invalid] = {}
    today = clock.today()
    if not 0 <= (draft.day - today).days <= AHEAD:
        wrong["day"] = Invalid("Choose a day from today on, within a year.", field="day")
    for name, most in (("hours", 40), ("venue", 120), ("programme", 4000), ("laid_open", 4000)):
        if not 2 <= len(str(getattr(draft, name)).strip()) <= most:
            wrong[name] = Invalid("Write 2 to %(most)s characters.", field=name, most=most)
    if wrong:
        raise InvalidMany(wrong)


@transaction.atomic
def report(day: OpenDay, *, text: str, visitors: int, actor: Actor, override_reason: str = "") -> OpenDay:
    """Say in public what the open day was; from then on it counts as held. On the day or later.

    Raises Forbidden, Invalid, NotAllowed (reported, called off, lies ahead), PersonalDataFound."""
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(day.place_id))
    if day.state != DayState.ANNOUNCED:
        raise NotAllowed("This open day was reported or called off already.")
    if day.day > clock.today():
        raise NotAllowed("The open day lies ahead.")
    if not 0 <= visitors <= 100_000:
        raise Invalid("How many visitors came?", field="visitors")
    item = class_of(day.disclosure)
    if item is None:
        raise NotAllowed("There is no such class of disclosure.")
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Report on the open day of %(place)s, %(day)s") % {
            "place": day.place.name, "day": f"{day.day:%Y-%m-%d}",
        }  # fmt: skip
    posting = publish(
        board=item.board, title=title, text=text, place_id=day.place_id, actor=actor, override_reason=override_reason
    )
    changed = OpenDay.objects.filter(pk=day.pk, state=DayState.ANNOUNCED).update(
        state=DayState.HELD.value, report=posting, visitors=visitors
    )
    if not changed:
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    disclosed(day.place_id)
    number = Query.objects.filter(open_day=day.pk, before=None).count()
    codes: dict[str, str | int | bool | None] = {"posting": posting.pk, "visitors": visitors, "questions": number}
    ledger.record(DAY_REPORTED, stream=day.pk, actor=actor, codes=codes)
    return OpenDay.objects.get(pk=day.pk)


@transaction.atomic
def cancel(day: OpenDay, *, reason: str, actor: Actor) -> OpenDay:
    """Call an open day off; its announcement is withdrawn with the reason. Raises Forbidden, Invalid, NotAllowed."""
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(day.place_id))
    changed = OpenDay.objects.filter(pk=day.pk, state=DayState.ANNOUNCED).update(state=DayState.CANCELLED.value)
    if not changed:
        raise NotAllowed("This open day was reported or called off already.")
    withdraw(day.announced_id, reason=reason, actor=actor)
    ledger.record(DAY_CANCELLED, stream=day.pk, actor=actor, codes={"posting": day.announced_id})
    return OpenDay.objects.get(pk=day.pk)
