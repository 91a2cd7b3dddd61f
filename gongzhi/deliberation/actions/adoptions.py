"""Beds are adopted under an agreement, for a term; it is renewed or ends. No score, no rank."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.pledges import contact_of
from gongzhi.deliberation.models import Adoption, Garden, Plot, Turn
from gongzhi.deliberation.models.adoptions import HELD
from gongzhi.deliberation.queries import adoptions as queries
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.rules.gardens import AdoptDraft, AdoptionState, TurnState, end_of_term, monday
from gongzhi.deliberation.rules.topics import ENTERED
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices

TRIES = 3


@transaction.atomic
def add_plot(garden: Garden, *, name: str, words: str = "", actor: Actor) -> Plot:
    """A bed that may be adopted. Needs `topic:run`. Raises Invalid."""
    gardens.runner(actor, garden.place_id)
    if not name.strip():
        raise Invalid("Give the bed a name.", field="name")
    if Plot.objects.filter(garden=garden, name=name.strip()).exists():
        raise Invalid("There is a bed of this name.", field="name")
    made = Plot(garden=garden, name=name.strip(), words=words.strip()[:120])
    made.save(force_insert=True)
    codes: events.Codes = {"plot": made.pk, "gone": False}
    ledger.record(events.PLOT_SET, stream=garden.pk, actor=actor, codes=codes, texts={"name": made.name})
    return made


@transaction.atomic
def remove_plot(garden: Garden, plot_id: int, *, actor: Actor) -> None:
    """Entered by mistake: gone, while nobody has ever asked for it. Raises NotFound, NotAllowed."""
    gardens.runner(actor, garden.place_id)
    row = Plot.objects.filter(garden=garden, pk=plot_id).first()
    if row is None:
        raise NotFound("There is no such bed.")
    if Adoption.objects.filter(plot=row).exists():
        raise NotAllowed("Somebody has adopted this bed: it stays.")
    row.delete()
    ledger.record(events.PLOT_SET, stream=garden.pk, actor=actor, codes={"plot": plot_id, "gone": True})


def ask(garden: Garden, draft: AdoptDraft, *, actor: Actor) -> Adoption:
    """Somebody would adopt a bed; staff enter it for others (`topic:run`) with its source. Of two at once the second
    is told. Raises Forbidden, Invalid, NotAllowed."""
    if draft.channel in ENTERED:
        gardens.runner(actor, garden.place_id)
    if garden.state not in queries.READY:
        raise NotAllowed("Beds are adopted once the garden is built.")
    if draft.adopter not in {a.key for a in gardens.rules().adopters}:
        raise Invalid("Choose who adopts.", field="adopter")
    if not draft.name.strip():
        raise Invalid("Give a name or an alias by which we may address you.", field="name")
    if draft.channel in ENTERED and not draft.source.strip():
        raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    if not Plot.objects.filter(garden=garden, pk=draft.plot_id).exists():
        raise Invalid("Choose a bed.", field="plot")
    for _attempt in range(TRIES):
        if draft.submission and (sent := Adoption.objects.filter(submission=draft.submission).first()):
            return sent
        if Adoption.objects.filter(plot=draft.plot_id, state__in=HELD).exists():
            raise Invalid("Somebody else has adopted this bed meanwhile. Choose another.", field="plot")
        with suppress(IntegrityError):
            return _ask(garden, draft, actor)
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


@transaction.atomic
def _ask(garden: Garden, draft: AdoptDraft, actor: Actor) -> Adoption:
    person_id, made = contact_of(actor, draft.name, draft.phone, entered=draft.channel in ENTERED)
    if person_id is None:
        raise Invalid("Give a phone number: you are reminded of your weeks.", field="phone")
    keeps = draft.shown or draft.adopter not in gardens.rules().residents
    row = Adoption(
        plot_id=draft.plot_id, garden=garden, number=new_number(), adopter=draft.adopter,
        name=draft.name.strip() if keeps else "", shown=draft.shown, person_id=person_id, made_person=made,
        channel=draft.channel, source=draft.source.strip(), submission=draft.submission or None,
    )  # fmt: skip
    row.save(force_insert=True)
    codes: events.Codes = {
        "adoption": row.pk, "plot": draft.plot_id, "adopter": draft.adopter, "channel": draft.channel,
    }  # fmt: skip
    ledger.record(events.ADOPTION_ASKED, stream=garden.pk, actor=actor, codes=codes)
    return row


def _move(row: Adoption, before: AdoptionState, actor: Actor, **fields: object) -> None:
    if not Adoption.objects.filter(pk=row.pk, state=before).update(**fields):
        raise Conflict("Somebody else changed this adoption meanwhile.")
    codes: events.Codes = {
        "adoption": row.pk, "state": str(fields.get("state", before)), "ends_on": str(fields.get("ends_on", "")),
    }  # fmt: skip
    reason = str(fields.get("reason", ""))
    texts = {"reason": reason} if reason else {}
    ledger.record(events.ADOPTION_STATE, stream=row.garden_id, actor=actor, codes=codes, texts=texts)


@transaction.atomic
def sign(garden: Garden, adoption_id: int, *, signed_on: date, starts_on: date, actor: Actor) -> None:
    """Both have signed the agreement: it holds for the term of the rules. Needs `topic:run`."""
    gardens.runner(actor, garden.place_id)
    row = queries.adoption_of(garden, adoption_id)
    if signed_on > clock.today():
        raise Invalid("This day has not come yet.", field="signed_on")
    if starts_on < signed_on:
        raise Invalid("It begins on the day it was signed or later.", field="starts_on")
    ends_on = end_of_term(starts_on, gardens.rules().term_months)
    _move(
        row, AdoptionState.ASKED, actor, state=AdoptionState.SIGNED.value, signed_on=signed_on, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    _tell(row, lambda: _("You have adopted %(plot)s in “%(title)s” until %(day)s. Number %(number)s.") % {
        "plot": row.plot.name, "title": row.garden.title, "day": ends_on, "number": row.number}, "signed")  # fmt: skip


@transaction.atomic
def refuse(garden: Garden, adoption_id: int, *, reason: str, actor: Actor) -> None:
    """It is not signed: the bed is free again; who asked reads why."""
    gardens.runner(actor, garden.place_id)
    row = queries.adoption_of(garden, adoption_id)
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    fields = {"state": AdoptionState.REFUSED.value, "reason": reason.strip()[:200], "ended_at": clock.now()}
    _move(row, AdoptionState.ASKED, actor, **fields)
    _tell(row, lambda: _("Your wish to adopt %(plot)s could not be met: %(reason)s") % {
        "plot": row.plot.name, "reason": reason.strip()}, "refused")  # fmt: skip


@transaction.atomic
def renew(garden: Garden, adoption_id: int, *, actor: Actor, own: bool = False) -> None:
    """Another term behind the present one, from `renew_days` before its end on. By the adopter or staff."""
    if not own:
        gardens.runner(actor, garden.place_id)
    row = queries.adoption_of(garden, adoption_id)
    if row.state != AdoptionState.SIGNED or row.ends_on is None:
        raise NotAllowed("Only an adoption that holds is renewed.")
    rules = gardens.rules()
    if row.ends_on - timedelta(days=rules.renew_days) > clock.today():
        raise NotAllowed("It is too early to renew this.")
    ends_on = end_of_term(row.ends_on + timedelta(days=1), rules.term_months)
    changed = Adoption.objects.filter(pk=row.pk, ends_on=row.ends_on, state=AdoptionState.SIGNED)
    if not changed.update(ends_on=ends_on, asked_renewal_at=None):
        raise Conflict("Somebody else changed this adoption meanwhile.")
    codes: events.Codes = {"adoption": row.pk, "state": "renewed", "ends_on": str(ends_on)}
    ledger.record(events.ADOPTION_STATE, stream=row.garden_id, actor=actor, codes=codes)


@transaction.atomic
def end(garden: Garden, adoption_id: int, *, reason: str = "", actor: Actor, own: bool = False) -> None:
    """It ends before its time; weeks to come are given to the others. By the adopter, without a reason, or staff."""
    if not own:
        gardens.runner(actor, garden.place_id)
        if len(reason.strip()) < 2:
            raise Invalid("Say why.", field="reason")
    row = queries.adoption_of(garden, adoption_id)
    before = AdoptionState(row.state)
    if before not in (AdoptionState.ASKED, AdoptionState.SIGNED):
        raise NotAllowed("This adoption has ended already.")
    fields = {"state": AdoptionState.ENDED.value, "reason": reason.strip()[:200], "ended_at": clock.now()}
    _move(row, before, actor, **fields)
    leave_rota(row)


def leave_rota(row: Adoption) -> None:
    """The weeks to come of an adoption that ended go to the others in turn; without others they are nobody's."""
    others = [a.pk for a in queries.signed(row.garden) if a.pk != row.pk]
    coming = Turn.objects.filter(adoption=row, state=TurnState.DUE, week__gt=monday(clock.today())).order_by("week")
    for n, turn in enumerate(list(coming)):
        Turn.objects.filter(pk=turn.pk).delete() if not others else Turn.objects.filter(pk=turn.pk).update(
            adoption=others[n % len(others)], reminded_at=None
        )


def _tell(row: Adoption, words: object, key: str) -> None:
    if row.person_id is not None:
        notices.tell([row.person_id], words, key=f"adoption-{key}-{row.pk}", about=row.garden_id)  # type: ignore[arg-type]
