"""Fee income, subsidies apart from it, jobs: by quarter. All amounts are fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.property import events
from gongzhi.property.actions.shared import Codes, once
from gongzhi.property.models import Estate, Income, Jobs, Subsidy
from gongzhi.property.queries import estates as queries
from gongzhi.property.rules import quarters
from gongzhi.property.rules.lines import IncomeLine, check_income
from gongzhi.property.rules.words import MOST_FEN

MANAGE = Permission.PROPERTY_MANAGE


@transaction.atomic
def enter_income(estate: Estate, quarter: date, *, due: int, collected: int, version: int = 0, actor: Actor) -> Income:
    """What was due and collected in a quarter. `version`: of the row that was shown, 0 where there was none; who comes
    second is told. Raises Forbidden, Invalid, Conflict."""
    queries.require(actor, MANAGE, estate)
    check_income(quarter, due, collected)
    was = Income.objects.filter(estate=estate, quarter=quarter).first()
    if was is None:
        row = Income(
            estate=estate,
            quarter=quarter,
            due_fen=due,
            collected_fen=collected,
            after_fact=queries.late(estate, quarter),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Conflict("Somebody else entered this quarter meanwhile. Look at what stands there.") from None
    else:
        row = was
        if (was.due_fen, was.collected_fen) == (due, collected):
            return was  # sent twice
        shown = Income.objects.filter(pk=was.pk, version=version)
        if not shown.update(due_fen=due, collected_fen=collected, version=F("version") + 1):
            raise Conflict("Somebody else entered this quarter meanwhile. Look at what stands there.")
    codes: Codes = {
        "quarter": quarters.key(quarter), "due": due, "collected": collected,
        "was_due": was.due_fen if was else None, "was_collected": was.collected_fen if was else None,
        "after_fact": row.after_fact,
    }  # fmt: skip
    ledger.record(events.INCOME, stream=estate.pk, actor=actor, codes=codes)
    return row


@transaction.atomic
def take_over(lines: Sequence[IncomeLine], *, actor: Actor) -> int:
    """Enter a whole table, all or nothing. How many rows. Raises as `enter_income`, NotFound."""
    found = {e.pk: e for e in queries.visible_to(actor).filter(pk__in={x.estate_id for x in lines})}
    for line in lines:
        if line.estate_id not in found:
            raise NotFound("There is no such estate.")
        enter_income(found[line.estate_id], line.quarter, due=line.due, collected=line.collected,
                     version=line.version, actor=actor)  # fmt: skip
    return len(lines)


@dataclass(frozen=True, slots=True)
class SubsidyDraft:
    """Money given towards the fees of a quarter."""

    quarter: date
    giver_id: int
    purpose: str
    amount: int
    given_on: date
    words: str = ""


def give(estate: Estate, draft: SubsidyDraft, *, actor: Actor, submission: str = "") -> Subsidy:
    """Enter a subsidy: who gave it, for what; income stays as it is. Raises Forbidden, Invalid, Conflict."""
    queries.require(actor, MANAGE, estate)
    if draft.quarter != quarters.first_of(draft.quarter) or draft.quarter > clock.today():
        raise Invalid("This quarter has not begun yet.", field="quarter")
    if draft.giver_id not in {b.pk for b in queries.givers_for(estate)}:
        raise Invalid("Choose who gives it.", field="giver")
    if draft.purpose not in {p.key for p in queries.rules().purposes}:
        raise Invalid("Choose what it is for.", field="purpose")
    if not 0 < draft.amount < MOST_FEN:
        raise Invalid("An amount in yuan, with at most two decimals.", field="amount")
    if draft.given_on > clock.today():
        raise Invalid("The day does not lie ahead.", field="given_on")
    return once(Subsidy, submission, lambda: _give(estate, draft, actor, submission))


def _give(estate: Estate, draft: SubsidyDraft, actor: Actor, submission: str) -> Subsidy:
    made = Subsidy(
        estate=estate, quarter=draft.quarter, giver_id=draft.giver_id, purpose=draft.purpose, amount_fen=draft.amount,
        given_on=draft.given_on, words=draft.words.strip()[:200], submission=submission or None,
        after_fact=queries.late(estate, draft.quarter),
    )  # fmt: skip
    made.save(force_insert=True)
    codes: Codes = {
        "quarter": quarters.key(made.quarter), "giver": made.giver_id, "purpose": made.purpose,
        "amount": made.amount_fen, "after_fact": made.after_fact,
    }  # fmt: skip
    ledger.record(events.SUBSIDY, stream=estate.pk, actor=actor, codes=codes)
    return made


@transaction.atomic
def strike_subsidy(estate: Estate, subsidy_id: int, *, why: str, actor: Actor) -> None:
    """It was entered wrongly: it counts no more, and stays to be read with the reason. Raises Forbidden, NotFound,
    Invalid, NotAllowed."""
    queries.require(actor, MANAGE, estate)
    rows = Subsidy.objects.filter(pk=subsidy_id, estate=estate)
    if not rows.exists():
        raise NotFound("There is no such subsidy.")
    if not why.strip():
        raise Invalid("Say why.", field="why")
    if not rows.filter(struck_at=None).update(struck_at=clock.now(), struck_why=why.strip()[:200]):
        raise NotAllowed("This was struck out already.")
    codes: Codes = {"subsidy": subsidy_id}
    ledger.record(events.SUBSIDY_STRUCK, stream=estate.pk, actor=actor, codes=codes, texts={"why": why.strip()[:200]})


@transaction.atomic
def enter_jobs(
    estate: Estate, quarter: date, *, hired: int, without_work: int, was: tuple[int, int] | None = None, actor: Actor
) -> Jobs:
    """How many people were taken on in a quarter, how many of them had no work before: numbers, no names.

    `was`: (hired, without_work) as they were shown, None where there was no row; who comes second is told. Raises
    Forbidden, Invalid, Conflict."""
    queries.require(actor, MANAGE, estate)
    if quarter != quarters.first_of(quarter) or quarter > clock.today():
        raise Invalid("This quarter has not begun yet.", field="quarter")
    if not 0 <= hired <= 10_000:
        raise Invalid("A number of people.", field="hired")
    if not 0 <= without_work <= hired:
        raise Invalid("Not more than were taken on.", field="without_work")
    row = Jobs.objects.filter(estate=estate, quarter=quarter).first()
    if row is None:
        row = Jobs(estate=estate, quarter=quarter, hired=hired, without_work=without_work)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Conflict("Somebody else entered this quarter meanwhile. Look at what stands there.") from None
    else:
        if (row.hired, row.without_work) == (hired, without_work):
            return row  # sent twice
        shown = Jobs.objects.filter(pk=row.pk, hired=was[0], without_work=was[1]) if was else Jobs.objects.none()
        if not shown.update(hired=hired, without_work=without_work):
            raise Conflict("Somebody else entered this quarter meanwhile. Look at what stands there.")
    codes: Codes = {"quarter": quarters.key(quarter), "hired": hired, "without_work": without_work}
    ledger.record(events.JOBS, stream=estate.pk, actor=actor, codes=codes)
    return row
