"""Leaders paired with communities: pair, visit, problems found, the monthly report, instructions on it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.actions.meeting_tasks import give
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models import GivenTask, LeaderPair, MonthReport, Visit
from gongzhi.structure.queries import pairing as queries


@transaction.atomic
def pair(*, actor: Actor, kind: str, post_id: int, place_id: int, starts_on: date) -> LeaderPair:
    """Pair a leader's post with a place. Raises Forbidden, Invalid, Conflict (paired already)."""
    require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    if post_id not in {pk for pk, _label in queries.leaders(kind, place_id)}:
        raise Invalid("Choose one of the posts.", field="post")
    if LeaderPair.objects.filter(kind=kind, post=post_id, place=place_id, ends_on=None).exists():
        raise Conflict("This leader is paired with this place already.")
    made = LeaderPair(kind=kind, post_id=post_id, place_id=place_id, starts_on=starts_on)
    made.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"post": post_id, "place": place_id, "from": str(starts_on)}
    ledger.record(events.PAIR_MADE, stream=made.pk, actor=actor, codes=codes, first=True)
    changed(place_id)
    return made


@transaction.atomic
def end(found: LeaderPair, *, actor: Actor, ends_on: date) -> None:
    """The pair ends on a day (the last day included). Raises Forbidden, Invalid, Conflict."""
    require(actor, Permission.ORG_APPOINT, places.ancestors(found.place_id))
    if ends_on < found.starts_on:
        raise Invalid("The last day lies before the first.", field="ends_on")
    if not LeaderPair.objects.filter(pk=found.pk, ends_on=None).update(ends_on=ends_on):
        raise Conflict("This pair has ended already.")
    ledger.record(events.PAIR_ENDED, stream=found.pk, actor=actor, codes={"on": str(ends_on)})
    changed(found.place_id)


@transaction.atomic
def visit(found: LeaderPair, *, actor: Actor, on: date, words: str) -> Visit:
    """A visit, entered by the leader or by the community. Raises Forbidden, Invalid."""
    by = queries.enters(actor, found)
    if on > clock.today() or on < found.starts_on or (found.ends_on is not None and on > found.ends_on):
        raise Invalid("Choose a day of the pairing, today at the latest.", field="on")
    made = Visit(pair=found, on=on, words=words.strip(), post_id=by)
    made.save(force_insert=True)
    ledger.record(events.PAIR_VISITED, stream=found.pk, actor=actor, codes={"on": str(on)}, texts={"words": made.words})
    return made


@transaction.atomic
def problem(of: Visit, *, actor: Actor, title: str, owner: int, due_on: date) -> GivenTask:
    """A problem found on a visit becomes a task that the leader strikes off."""
    queries.enters(actor, of.pair)
    if owner not in {pk for pk, _label in queries.owners(of.pair)}:
        raise Invalid("Choose one of the posts.", field="owner")
    return give(
        actor=actor, title=title, owner=owner, due_on=due_on, place_id=of.pair.place_id, giver=of.pair.post_id, visit=of
    )


@transaction.atomic
def send(found: LeaderPair, *, actor: Actor, month: date, words: str) -> MonthReport:
    """The report of a month, with its numbers as they stand now; the leader and those named by the pack hear of it.

    Raises Forbidden, Invalid (a month to come), Conflict (sent already).
    """
    queries.enters(actor, found)
    month = month.replace(day=1)
    if month > clock.today():
        raise Invalid("This month has not begun.", field="month")
    if MonthReport.objects.filter(pair=found, month=month).exists():
        raise Conflict("The report of this month is sent already.")
    made = MonthReport(pair=found, month=month, words=words.strip(), figures=queries.figures(found, month))
    made.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"month": f"{month:%Y-%m}", **made.figures}
    ledger.record(events.PAIR_REPORTED, stream=found.pk, actor=actor, codes=codes, texts={"words": made.words})
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Monthly report of %(place)s for %(month)s")
        text %= {"place": found.place.name, "month": f"{month:%Y-%m}"}
    for post_id in queries.readers(found):
        tell(orgs.holder_of(post_id).person_id, text, key=f"report-{made.pk}-{post_id}", about=made.pk)
    changed(found.place_id)
    return made


@transaction.atomic
def instruct(report: MonthReport, *, actor: Actor, words: str, owner: int, due_on: date) -> GivenTask:
    """An instruction written on a report becomes a task. Raises Forbidden, Invalid, NotAllowed."""
    by = next((p.post_id for p in actor.posts if p.post_id in queries.readers(report.pair)), None)
    if by is None:
        raise Forbidden("Only those to whom the report goes can write on it.")
    if not words.strip():
        raise Invalid("Write the instruction.", field="words")
    if owner not in {pk for pk, _label in queries.owners(report.pair)}:
        raise Invalid("Choose one of the posts.", field="owner")
    MonthReport.objects.filter(pk=report.pk).update(
        instruction=f"{report.instruction}\n{words.strip()}".strip(), instructed_at=clock.now()
    )
    made = give(
        actor=actor, title=words.strip()[:120], owner=owner, due_on=due_on, place_id=report.pair.place_id, giver=by,
        month_report=report,
    )  # fmt: skip
    codes: dict[str, str | int | bool | None] = {"task": made.pk, "owner": owner}
    ledger.record(events.PAIR_INSTRUCTED, stream=report.pair_id, actor=actor, codes=codes, texts={"words": words})
    return made
