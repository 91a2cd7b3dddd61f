"""What people give freely: offered, come in (money by two people), used; a mistake is struck, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.gardens import check_amount, need_of
from gongzhi.deliberation.models import Garden, Gift, Need, Pledge, Spending
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import GardenState, GiftState, Kind, PledgeDraft, PledgeState, hundredths, plain
from gongzhi.deliberation.rules.topics import ENTERED
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.people import public as people

TRIES = 3


def pledge(garden: Garden, draft: PledgeDraft, *, actor: Actor) -> Pledge:
    """Somebody offers something, freely. Staff enter it for others (`topic:run`) with its source.

    Raises Forbidden, Invalid, NotAllowed (nothing is collected now)."""
    by = queries.runner(actor, garden.place_id) if draft.channel in ENTERED else None
    if garden.state != GardenState.OPEN:
        raise NotAllowed("Nothing is collected for this garden now.")
    row = need_of(garden, draft.need_id)
    check_amount(draft.amount, "amount")
    if draft.giver not in {g.key for g in queries.rules().givers}:
        raise Invalid("Choose who gives.", field="giver")
    if draft.channel in ENTERED and not draft.source.strip():
        raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    if draft.shown and not draft.name.strip():
        raise Invalid("Give the name that is to be shown.", field="name")
    for _attempt in range(TRIES):
        if draft.submission and (sent := Pledge.objects.filter(submission=draft.submission).first()):
            return sent
        with suppress(IntegrityError):  # a number drawn twice, or the same form sent twice at once
            return _pledge(garden, row, draft, by.appointment_id if by else None, actor)
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


def contact_of(actor: Actor, name: str, phone: str, *, entered: bool) -> tuple[int | None, bool]:
    """(person, made for this): who is signed in as a resident, else a new one where a phone is given."""
    if not entered and actor.kind is ActorKind.RESIDENT and actor.person_id is not None:
        return actor.person_id, False
    if not phone.strip():
        return None, False
    if not name.strip():
        raise Invalid("Give a name or an alias by which we may address you.", field="name")
    return people.create_person(name=name.strip(), phone=phone.strip()).pk, True


@transaction.atomic
def _pledge(garden: Garden, row: Need, draft: PledgeDraft, appointment: int | None, actor: Actor) -> Pledge:
    person_id, made = contact_of(actor, draft.name, draft.phone, entered=draft.channel in ENTERED)
    keeps = draft.shown or draft.giver not in queries.rules().residents  # an organisation's name is nobody's secret
    pledged = Pledge(
        garden=garden, need=row, number=new_number(), giver=draft.giver, name=draft.name.strip() if keeps else "",
        shown=draft.shown, person_id=person_id, made_person=made, amount=hundredths(draft.amount),
        words=draft.words.strip(), channel=draft.channel, source=draft.source.strip(), registered_by_id=appointment,
        submission=draft.submission or None,
    )  # fmt: skip
    pledged.save(force_insert=True)
    codes: events.Codes = {
        "pledge": pledged.pk, "need": row.pk, "amount": pledged.amount, "giver": draft.giver, "channel": draft.channel,
    }  # fmt: skip
    ledger.record(events.PLEDGED, stream=garden.pk, actor=actor, codes=codes)
    return pledged


def _locked(pledge_id: int, garden: Garden | None = None) -> Pledge:
    rows = Pledge.objects.select_for_update().filter(pk=pledge_id)
    found = (rows.filter(garden=garden) if garden else rows).first()
    if found is None:
        raise NotFound("There is no such offer.")
    return found


@transaction.atomic
def withdraw(pledged: Pledge, *, actor: Actor, own: bool = False) -> None:
    """Take an offer back, without a reason: it is free. By who made it (`own`: the caller has checked) or staff."""
    garden = pledged.garden
    if not own:
        queries.runner(actor, garden.place_id)
    row = _locked(pledged.pk)
    if row.state != PledgeState.OFFERED:
        raise NotAllowed("This offer has ended already.")
    if Gift.objects.filter(pledge=row, state=GiftState.WAITING).exists():
        raise NotAllowed("Money waits to be confirmed by a second person.")
    state = PledgeState.KEPT if row.received else PledgeState.WITHDRAWN
    Pledge.objects.filter(pk=row.pk).update(state=state, ended_at=clock.now())
    codes: events.Codes = {"pledge": row.pk, "state": state.value}
    ledger.record(events.PLEDGE_ENDED, stream=garden.pk, actor=actor, codes=codes)


@transaction.atomic
def receive(
    garden: Garden, pledge_id: int, *, amount: Decimal, on: date, submission: str = "", actor: Actor
) -> Gift:  # fmt: skip
    """What was offered has come in, or a part of it. Goods and labour count at once, money when a second person has
    confirmed it. Raises Forbidden, Invalid, NotAllowed."""
    queries.runner(actor, garden.place_id)
    if submission and (sent := Gift.objects.filter(submission=submission).first()):
        return sent
    if actor.person_id is None:
        raise Forbidden("Your posts do not allow this here.")
    check_amount(amount, "amount")
    if on > clock.today():
        raise Invalid("This day has not come yet.", field="on")
    if garden.state not in (GardenState.OPEN, GardenState.BUILT):
        raise NotAllowed("Nothing is collected for this garden now.")
    row = _locked(pledge_id, garden)
    if row.state != PledgeState.OFFERED:
        raise NotAllowed("This offer has ended already.")
    waiting = Gift.objects.filter(pledge=row, state=GiftState.WAITING).aggregate(n=Sum("amount"))["n"] or 0
    left = row.amount - row.received - waiting
    if hundredths(amount) > left:
        raise Invalid(
            "Of this offer %(left)s are to come: enter more as another offer.", field="amount", left=plain(left)
        )
    need = Need.objects.get(pk=row.need_id)
    made = Gift(
        pledge=row, amount=hundredths(amount), on=on, first_by=actor.person_id, submission=submission or None,
        state=GiftState.WAITING if need.kind == Kind.MONEY else GiftState.CONFIRMED,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: events.Codes = {"gift": made.pk, "pledge": row.pk, "amount": made.amount, "on": str(on)}
    ledger.record(events.GIFT_ENTERED, stream=garden.pk, actor=actor, codes=codes)
    if made.state == GiftState.CONFIRMED:
        _count(row, made)
    return made


def _count(row: Pledge, gift: Gift) -> None:
    """The gift stands in the totals from now on; who gave hears that it came."""
    Need.objects.filter(pk=row.need_id).update(received=F("received") + gift.amount)
    Pledge.objects.filter(pk=row.pk).update(received=F("received") + gift.amount)
    Pledge.objects.filter(pk=row.pk, received__gte=F("amount")).update(state=PledgeState.KEPT, ended_at=clock.now())
    if row.person_id is not None:
        garden = row.garden
        notices.tell(
            [row.person_id], lambda: _("Received for “%(title)s”: %(what)s. Thank you. Number %(number)s.") % {
                "title": garden.title, "what": queries.amount_words(row.need, gift.amount), "number": row.number},
            key=f"gift-{gift.pk}", about=garden.pk,
        )  # fmt: skip


@transaction.atomic
def confirm(garden: Garden, gift_id: int, *, actor: Actor) -> None:
    """A second person has counted the money too. Raises Forbidden, NotAllowed (the same person, or not waiting)."""
    queries.runner(actor, garden.place_id)
    gift = _gift(garden, gift_id)
    if actor.person_id is None or actor.person_id == gift.first_by:
        raise NotAllowed("Money is confirmed by another person than who entered it.")
    changed = Gift.objects.filter(pk=gift.pk, state=GiftState.WAITING)
    if not changed.update(state=GiftState.CONFIRMED, second_by=actor.person_id):
        raise NotAllowed("Nothing waits to be confirmed here.")
    _count(_locked(gift.pledge_id), gift)
    ledger.record(events.GIFT_CONFIRMED, stream=garden.pk, actor=actor, codes={"gift": gift.pk, "amount": gift.amount})


def _gift(garden: Garden, gift_id: int) -> Gift:
    found = Gift.objects.filter(pk=gift_id, pledge__garden=garden).first()
    if found is None:
        raise NotFound("There is no such gift.")
    return found


@transaction.atomic
def strike_gift(garden: Garden, gift_id: int, *, reason: str, actor: Actor) -> None:
    """Entered by mistake: it counts no more. Raises Invalid, NotAllowed (it is used already)."""
    queries.runner(actor, garden.place_id)
    gift = _gift(garden, gift_id)
    if garden.state == GardenState.ENDED:
        raise NotAllowed("This garden is built: nothing more is collected for it.")
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    row = _locked(gift.pledge_id)
    if Gift.objects.filter(pk=gift.pk, state=GiftState.WAITING).update(state=GiftState.STRUCK, reason=reason.strip()):
        counted = False
    elif Gift.objects.filter(pk=gift.pk, state=GiftState.CONFIRMED).update(
        state=GiftState.STRUCK, reason=reason.strip()[:200]
    ):
        counted = True
    else:
        raise NotAllowed("This was struck already.")
    if counted:
        there = Need.objects.filter(pk=row.need_id, received__gte=F("used") + gift.amount)
        if not there.update(received=F("received") - gift.amount):
            raise NotAllowed("This was used already: strike what it was used for first.")
        Pledge.objects.filter(pk=row.pk).update(
            received=F("received") - gift.amount, state=PledgeState.OFFERED, ended_at=None
        )
    codes: events.Codes = {"gift": gift.pk, "amount": gift.amount}
    ledger.record(events.GIFT_STRUCK, stream=garden.pk, actor=actor, codes=codes, texts={"reason": reason.strip()})


@transaction.atomic
def spend(
    garden: Garden, need_id: int, *, amount: Decimal, on: date, words: str, photos: Sequence[int] = (),
    submission: str = "", actor: Actor,
) -> Spending:  # fmt: skip
    """Something was used, for what, with the voucher (money) or a photo. Never more than there is: of two at once the
    second is told. Raises Forbidden, Invalid, NotAllowed."""
    queries.runner(actor, garden.place_id)
    if submission and (sent := Spending.objects.filter(submission=submission).first()):
        return sent
    if garden.state not in (GardenState.OPEN, GardenState.BUILT):
        raise NotAllowed("The accounts of this garden are closed.")
    need = need_of(garden, need_id)
    check_amount(amount, "amount")
    if on > clock.today():
        raise Invalid("This day has not come yet.", field="on")
    if len(words.strip()) < 2:
        raise Invalid("Say what it was used for.", field="words")
    if need.kind == Kind.MONEY and not photos:
        raise Invalid("Money is spent with a voucher: add a photo or PDF of it.", field="photo")
    what = hundredths(amount)
    if not Need.objects.filter(pk=need.pk, received__gte=F("used") + what).update(used=F("used") + what):
        need.refresh_from_db()
        left = plain(need.received - need.used)
        raise Invalid("There are only %(left)s left.", field="amount", left=left)
    made = Spending(
        need=need, amount=what, on=on, words=words.strip()[:200], by_person=actor.person_id or 0,
        submission=submission or None,
    )  # fmt: skip
    made.save(force_insert=True)
    stored = files.attach(photos, about=made.pk)
    codes: events.Codes = {"spending": made.pk, "need": need.pk, "amount": what, "on": str(on)}
    texts = {"words": made.words} | {f"voucher{n}": f.sha256 for n, f in enumerate(stored)}
    ledger.record(events.SPENT, stream=garden.pk, actor=actor, codes=codes, texts=texts)
    return made


@transaction.atomic
def strike_spending(garden: Garden, spending_id: int, *, reason: str, actor: Actor) -> None:
    """Entered by mistake: it is there again. Raises Invalid, NotAllowed, NotFound."""
    queries.runner(actor, garden.place_id)
    row = Spending.objects.filter(pk=spending_id, need__garden=garden).first()
    if row is None:
        raise NotFound("There is no such entry.")
    if garden.state == GardenState.ENDED:
        raise NotAllowed("The accounts of this garden are closed.")
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    changed = Spending.objects.filter(pk=row.pk, struck_at=None)
    if not changed.update(struck_at=clock.now(), reason=reason.strip()[:200]):
        raise NotAllowed("This was struck already.")
    Need.objects.filter(pk=row.need_id).update(used=F("used") - row.amount)
    codes: events.Codes = {"spending": row.pk, "amount": row.amount}
    ledger.record(events.SPENDING_STRUCK, stream=garden.pk, actor=actor, codes=codes, texts={"reason": reason.strip()})
