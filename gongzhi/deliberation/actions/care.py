"""The rota of a garden: drawn up, reminded, done, changed with another; of what was missed staff ask. No score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.adoptions import leave_rota
from gongzhi.deliberation.models import Adoption, Garden, Swap, Turn
from gongzhi.deliberation.queries import adoptions as queries
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.rules.gardens import AdoptionState, SwapState, TurnState, monday, round_robin
from gongzhi.deliberation.rules.talks import GARDEN_CARE
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures

MOST_WEEKS = 52


@transaction.atomic
def draw_up(garden: Garden, *, first: date, weeks: int, tasks: Sequence[str], actor: Actor) -> int:
    """The weeks from that of `first` on go to the adopters in turn, where none is settled yet; how many. Needs
    `topic:run`. Raises Invalid, NotAllowed (nobody has adopted a bed)."""
    gardens.runner(actor, garden.place_id)
    if monday(first) < monday(clock.today()):
        raise Invalid("Choose a week to come.", field="first")
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid("Choose 1 to %(most)s weeks.", field="weeks", most=MOST_WEEKS)
    known = [t.key for t in gardens.rules().tasks if t.key in tasks]
    if not known:
        raise Invalid("Say what is to be done.", field="tasks")
    signed = queries.signed(garden)
    if not signed:
        raise NotAllowed("Nobody has adopted a bed here yet.")
    asked = [monday(first) + timedelta(weeks=n) for n in range(weeks)]
    settled = dict(Turn.objects.filter(garden=garden, week__in=asked).values_list("week", "adoption_id"))
    last = Turn.objects.filter(garden=garden, week__lt=asked[0]).order_by("-week").first()
    wanted = [w for w in asked if w not in settled]
    made = round_robin([a.pk for a in signed], wanted, last.adoption_id if last else None)
    ends = {a.pk: a.ends_on or asked[-1] for a in signed}
    rows = [Turn(garden=garden, adoption_id=pk, week=week, tasks=known) for week, pk in made if week <= ends[pk]]
    try:
        with transaction.atomic():
            Turn.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict("Somebody else drew up the rota at the same moment.") from None
    codes: events.Codes = {"from": str(asked[0]), "weeks": len(rows)}
    ledger.record(events.ROTA_MADE, stream=garden.pk, actor=actor, codes=codes)
    return len(rows)


def turn_of(garden: Garden, turn_id: int) -> Turn:
    """A week of this garden. Raises NotFound."""
    found = Turn.objects.filter(garden=garden, pk=turn_id).select_related("adoption__plot", "garden").first()
    if found is None:
        raise NotFound("There is no such week.")
    return found


@transaction.atomic
def done(
    turn: Turn, *, words: str = "", photos: Sequence[int] = (), actor: Actor, own: bool = False
) -> None:  # fmt: skip
    """The care of a week was done, with a photo where there is one; a missed one may be made good. By the adopter
    (`own`: the caller has checked) or staff, who enter it."""
    if not own:
        gardens.runner(actor, turn.garden.place_id)
    if turn.week > clock.today():
        raise NotAllowed("This week has not come yet.")
    open_ = Turn.objects.filter(pk=turn.pk).exclude(state=TurnState.DONE)
    if not open_.update(state=TurnState.DONE, words=words.strip()[:200], done_at=clock.now()):
        raise NotAllowed("This week is done already.")
    files.attach(photos, about=turn.pk)
    codes: events.Codes = {"turn": turn.pk, "state": TurnState.DONE.value}
    ledger.record(events.TURN_STATE, stream=turn.garden_id, actor=actor, codes=codes)


@transaction.atomic
def give(garden: Garden, turn_id: int, *, adoption_id: int, actor: Actor) -> None:
    """Another takes the week: staff have arranged it. Raises Invalid, NotAllowed."""
    gardens.runner(actor, garden.place_id)
    turn = turn_of(garden, turn_id)
    if adoption_id not in {a.pk for a in queries.signed(garden)}:
        raise Invalid("Choose who takes it.", field="adoption")
    changed = Turn.objects.filter(pk=turn.pk, state=TurnState.DUE)
    if not changed.update(adoption=adoption_id, reminded_at=None):
        raise NotAllowed("This week is over.")
    Swap.objects.filter(turn=turn, state=SwapState.ASKED).update(state=SwapState.DROPPED)
    codes: events.Codes = {"turn": turn.pk, "state": "given"}
    ledger.record(events.TURN_STATE, stream=garden.pk, actor=actor, codes=codes)


def _coming(turn: Turn) -> None:
    if turn.state != TurnState.DUE or turn.week <= monday(clock.today()):
        raise NotAllowed("Only weeks to come are changed.")


@transaction.atomic
def ask_swap(mine: Turn, other_id: int, *, actor: Actor) -> Swap:
    """Ask who has another week to change. The caller has checked whose `mine` is. Raises Invalid, NotAllowed."""
    other = Turn.objects.filter(pk=other_id, garden=mine.garden_id).exclude(adoption=mine.adoption_id).first()
    if other is None:
        raise Invalid("Choose a week of somebody else.", field="other")
    _coming(mine)
    _coming(other)
    row = Swap(turn=mine, other=other)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotAllowed("You have asked somebody already. Wait for the answer, or drop it.") from None
    words = lambda: _("Somebody asks you to change weeks in “%(title)s”: yours of %(yours)s for %(theirs)s.") % {  # noqa: E731
        "title": mine.garden.title, "yours": f"{other.week:%Y-%m-%d}", "theirs": f"{mine.week:%Y-%m-%d}"}  # fmt: skip
    _tell(other.adoption, words, f"swap-{row.pk}")
    return row


@transaction.atomic
def answer_swap(swap: Swap, *, agree: bool, actor: Actor) -> None:
    """Who was asked agrees (the weeks change hands at once) or not. The caller has checked whose it is."""
    state = SwapState.AGREED if agree else SwapState.REFUSED
    if not Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED).update(state=state):
        raise Conflict("This was answered or dropped meanwhile.")
    pair = {
        t.pk: t for t in Turn.objects.select_for_update().filter(pk__in=[swap.turn_id, swap.other_id]).order_by("pk")
    }
    mine, other = pair[swap.turn_id], pair[swap.other_id]
    if agree:
        _coming(mine)
        _coming(other)
        Turn.objects.filter(pk=mine.pk).update(adoption=other.adoption_id, reminded_at=None)
        Turn.objects.filter(pk=other.pk).update(adoption=mine.adoption_id, reminded_at=None)
        Swap.objects.filter(turn__in=[mine.pk, other.pk], state=SwapState.ASKED).update(state=SwapState.DROPPED)
        codes: events.Codes = {"turn": mine.pk, "other": other.pk}
        ledger.record(events.TURNS_SWAPPED, stream=mine.garden_id, actor=actor, codes=codes)
    words = lambda: (_("Your weeks are changed in “%(title)s”.") if agree else  # noqa: E731
                     _("The other could not change weeks in “%(title)s”.")) % {"title": mine.garden.title}  # fmt: skip
    _tell(mine.adoption, words, f"swapped-{swap.pk}")


@transaction.atomic
def drop_swap(swap: Swap) -> None:
    """Who asked asks no more. The caller has checked whose it is."""
    Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED).update(state=SwapState.DROPPED)


def _tell(row: Adoption, words: Callable[[], str], key: str) -> None:
    if row.person_id is not None:
        notices.tell([row.person_id], words, key=key, about=row.garden_id)


def sweep(limit: int = 200) -> int:
    """The worker: reminds of weeks that begin soon, asks about renewals, opens what staff ask of missed weeks, ends
    adoptions whose term is over. How many. Once each, whatever the number of workers."""
    pack = packs.installed()
    rules = pack.gardens if pack else None
    if rules is None:
        return 0
    today = clock.today()
    return _remind(today, rules, limit) + _missed(today, rules, limit) + _terms(today, rules, limit)


def _remind(today: date, rules: packs.Gardens, limit: int) -> int:
    near = Turn.objects.filter(
        state=TurnState.DUE, reminded_at=None, week__lte=today + timedelta(days=rules.remind_days),
        week__gte=monday(today),
    ).select_related("adoption__plot", "garden").order_by("week", "id")  # fmt: skip
    titles = {t.key: t.title for t in rules.tasks}
    n = 0
    for turn in near[:limit]:
        with transaction.atomic():
            if not Turn.objects.filter(pk=turn.pk, reminded_at=None).update(reminded_at=clock.now()):
                continue
            words = lambda turn=turn: _("Your week of care in “%(title)s” begins on %(day)s: %(tasks)s.") % {  # noqa: E731
                "title": turn.garden.title, "day": f"{turn.week:%Y-%m-%d}",
                "tasks": "、".join(titles.get(k, k) for k in turn.tasks)}  # fmt: skip
            _tell(turn.adoption, words, f"turn-{turn.pk}-{turn.adoption_id}")
            n += 1
    return n


def _missed(today: date, rules: packs.Gardens, limit: int) -> int:
    over = Turn.objects.filter(state=TurnState.DUE, week__lt=monday(today)).select_related("adoption__plot", "garden")
    n = 0
    for turn in over.order_by("week", "id")[:limit]:
        with transaction.atomic():
            if not Turn.objects.filter(pk=turn.pk, state=TurnState.DUE).update(state=TurnState.MISSED):
                continue
            garden = turn.garden
            post = orgs.successor_of(garden.post_id) or garden.post_id
            with translation.override(settings.LANGUAGE_CODE):
                title = _("Ask about the week of %(day)s: %(plot)s in %(title)s") % {
                    "day": f"{turn.week:%Y-%m-%d}", "plot": turn.adoption.plot.name, "title": garden.title}  # fmt: skip
            matter = procedures.open_matter(
                kind=GARDEN_CARE, procedure=rules.care, place_id=garden.place_id, title=title[:120], holder_post=post,
                holder_person=orgs.holder_of(post).person_id, actor=SYSTEM,
            )  # fmt: skip
            Turn.objects.filter(pk=turn.pk).update(matter=matter.pk)
            codes: events.Codes = {"turn": turn.pk, "state": TurnState.MISSED.value}
            ledger.record(events.TURN_STATE, stream=garden.pk, actor=SYSTEM, codes=codes)
            n += 1
    return n


def _terms(today: date, rules: packs.Gardens, limit: int) -> int:
    held = (
        Adoption.objects.filter(state=AdoptionState.SIGNED).select_related("plot", "garden").order_by("ends_on", "id")
    )
    n = 0
    for row in held.filter(ends_on__lt=today)[:limit]:
        with transaction.atomic():
            ended = Adoption.objects.filter(pk=row.pk, state=AdoptionState.SIGNED, ends_on__lt=today)
            if ended.update(state=AdoptionState.ENDED, ended_at=clock.now()):
                leave_rota(row)
                codes: events.Codes = {"adoption": row.pk, "state": "ended", "ends_on": str(row.ends_on)}
                ledger.record(events.ADOPTION_STATE, stream=row.garden_id, actor=SYSTEM, codes=codes)
                n += 1
    soon = held.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=rules.renew_days), asked_renewal_at=None)
    for row in soon[:limit]:
        with transaction.atomic():
            if Adoption.objects.filter(pk=row.pk, asked_renewal_at=None).update(asked_renewal_at=clock.now()):
                words = lambda row=row: _("Your adoption of %(plot)s ends on %(day)s. You may renew it.") % {  # noqa: E731
                    "plot": row.plot.name, "day": row.ends_on}  # fmt: skip
                _tell(row, words, f"renew-{row.pk}-{row.ends_on}")
                n += 1
    return n


@transaction.atomic
def asked(matter_id: int, *, words: str, actor: Actor) -> None:
    """Staff have asked why a week was missed and say what comes of it. Raises as `procedures.choose`, Invalid."""
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    procedures.choose(matter_id, outcome="asked", actor=actor, public_text=words.strip())
