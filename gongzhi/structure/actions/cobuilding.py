"""Agreements with units, commitments, secondments, ties of estates. All need `cobuilding:edit` at the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import events
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.kinds import COMMITMENT
from gongzhi.structure.models import Agreement, Commitment, EstateTie, Secondment
from gongzhi.structure.queries.bodies import speakers
from gongzhi.structure.rules import cobuilding as rules

Codes = dict[str, str | int | bool | None]


def _may(actor: Actor, place_id: int) -> None:
    require(actor, Permission.COBUILDING_EDIT, places.ancestors(place_id))


def sign_agreement(
    place_id: int,
    *,
    kind: str,
    title: str,
    body_id: int,
    unit_id: int,
    together: list[str],
    signed_on: date,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    file_ids: tuple[int, ...] = (),
) -> Agreement:
    """Enter a signed agreement of a community's body with a unit. Raises Forbidden, Invalid."""
    _may(actor, place_id)
    known = [t.key for t in packs.active().together]
    chosen = [key for key in known if key in together]
    if not chosen:
        raise Invalid("Say what is done together.", field="together")
    if body_id == unit_id:
        raise Invalid("An agreement has two sides.", field="unit")
    rules.check_agreement(signed_on, starts_on, ends_on, clock.today())
    with transaction.atomic():
        row = Agreement(
            place_id=place_id, kind=kind, title=title.strip(), body_id=body_id, unit_id=unit_id, together=chosen,
            signed_on=signed_on, starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip
        row.save(force_insert=True)
        files.attach(file_ids, about=row.pk)
        codes: Codes = {
            "place": place_id, "kind": kind, "body": body_id, "unit": unit_id, "together": ",".join(chosen),
            "signed_on": str(signed_on), "starts_on": str(starts_on), "ends_on": str(ends_on),
        }  # fmt: skip
        texts = {"title": row.title} | {f"scan{n}": files.get(pk).sha256 for n, pk in enumerate(sorted(file_ids))}
        ledger.record(events.AGREEMENT_SIGNED, stream=row.pk, actor=actor, codes=codes, texts=texts, first=True)
    return row


def end_agreement(agreement_id: int, *, reason: str, actor: Actor) -> None:
    """End it before its time; open commitments go on until they are kept or dropped. Raises Forbidden, Invalid."""
    row = _agreement(agreement_id, actor)
    if not reason.strip():
        raise Invalid("Give a reason.", field="reason")
    with transaction.atomic():
        today = clock.today()
        ended = Agreement.objects.filter(pk=row.pk, ended_on=None)
        if not ended.update(ended_on=today, ended_why=reason.strip()):
            raise Conflict("This agreement has ended already.")
        texts = {"reason": reason.strip()}
        ledger.record(events.AGREEMENT_ENDED, stream=row.pk, actor=actor, codes={"on": str(today)}, texts=texts)


def _agreement(agreement_id: int, actor: Actor, *, in_force: bool = False) -> Agreement:
    row = Agreement.objects.filter(pk=agreement_id).first()
    if row is None:
        raise NotFound("There is no such agreement.")
    _may(actor, row.place_id)
    if in_force and (row.ended_on is not None or row.ends_on < clock.today()):
        raise NotAllowed("This agreement has ended.")
    return row


@dataclass(frozen=True, slots=True)
class Given:
    """What one side gives: keys of the pack's `together` and `supports`, words, an amount where there is one."""

    giver_id: int
    together: str
    support: str
    words: str
    amount: Decimal | None = None
    unit: str = ""


def _row(row: Agreement, given: Given) -> Commitment:
    sides = (row.body_id, row.unit_id)
    if given.giver_id not in sides:
        raise Invalid("Choose one of the two sides.", field="giver")
    if given.together not in row.together:
        raise Invalid("The agreement does not name this.", field="together")
    if given.support not in {s.key for s in packs.active().supports}:
        raise Invalid("The pack has no such kind.", field="support")
    receiver = sides[1] if given.giver_id == sides[0] else sides[0]
    return Commitment(
        agreement=row, giver_id=given.giver_id, receiver_id=receiver, together=given.together, support=given.support,
        words=given.words.strip(), amount=given.amount, unit=given.unit.strip(),
    )  # fmt: skip


def commit(agreement_id: int, given: Given, *, due_on: date, post_id: int, actor: Actor) -> Commitment:
    """One side promises something until a day: a matter of the post that answers for it.

    Raises Forbidden, Invalid, NotAllowed (the agreement has ended)."""
    row = _agreement(agreement_id, actor, in_force=True)
    days = (due_on - clock.today()).days
    if days < 1:
        raise Invalid("A commitment is due on a day to come.", field="due_on")
    with transaction.atomic():
        made = _row(row, given)
        limit = Limit(days, Unit.CALENDAR_DAYS)
        matter = procedures.open_matter(
            kind=COMMITMENT, procedure="commitment", place_id=row.place_id, title=made.words[:120],
            holder_post=post_id, limit=limit, actor=actor, data={"agreement": row.pk},
        )  # fmt: skip
        made.due_on, made.post_id, made.matter = due_on, post_id, matter.pk
        made.save(force_insert=True)
        _record_made(made, actor)
    return made


def record_given(
    agreement_id: int, given: Given, *, done_on: date, evidence: str, actor: Actor, file_ids: tuple[int, ...] = ()
) -> Commitment:
    """Enter what was given without a promise before. Raises Forbidden, Invalid, NotFound."""
    row = _agreement(agreement_id, actor)
    if done_on > clock.today():
        raise Invalid("This day has not come yet.", field="done_on")
    if not evidence.strip() and not file_ids:
        raise Invalid("Give the evidence: the number of the paper, or a photo of it.", field="evidence")
    with transaction.atomic():
        made = _row(row, given)
        made.due_on = made.done_on = done_on
        made.evidence = evidence.strip()
        made.save(force_insert=True)
        files.attach(file_ids, about=made.pk)
        _record_made(made, actor)
    return made


def _record_made(made: Commitment, actor: Actor) -> None:
    codes: Codes = {
        "commitment": made.pk, "giver": made.giver_id, "receiver": made.receiver_id, "together": made.together,
        "support": made.support, "due_on": str(made.due_on), "matter": made.matter,
        "done_on": str(made.done_on) if made.done_on else None,
    }  # fmt: skip
    texts = {"words": made.words} | ({"evidence": made.evidence} if made.evidence else {})
    ledger.record(events.COMMITTED, stream=made.agreement_id, actor=actor, codes=codes, texts=texts)


def finish(commitment_id: int, *, kept: bool, words: str, actor: Actor, file_ids: tuple[int, ...] = ()) -> None:
    """The post that answers for it says that it was kept, with the evidence, or why not; the matter closes with it.

    Raises Forbidden, NotFound, NotAllowed, Invalid."""
    row = Commitment.objects.filter(pk=commitment_id).first()
    if row is None or row.matter is None:
        raise NotFound("There is no such commitment.")
    if not words.strip():
        raise Invalid("Say it in a few words.", field="words")
    with transaction.atomic():
        outcome = "kept" if kept else "dropped"
        procedures.choose(row.matter, outcome=outcome, public_text=words.strip(), actor=actor)
        files.attach(file_ids, about=row.pk)


def on_closed(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine (wired by `site`): a commitment whose matter closed was kept, or not."""
    if matter.kind != COMMITMENT:
        return
    row = Commitment.objects.filter(matter=matter.pk, done_on=None, dropped_on=None).first()
    if row is None:
        return
    today, kept = clock.today(), matter.ending == "solved"
    words = next((e.public_text for e in reversed(procedures.timeline(matter.pk)) if e.public_text), "")[:400]
    ended = {"done_on": today} if kept else {"dropped_on": today}
    Commitment.objects.filter(pk=row.pk).update(evidence=words, **ended)
    tag = events.COMMITMENT_KEPT if kept else events.COMMITMENT_DROPPED
    codes: Codes = {"commitment": row.pk, "on": str(today)}
    ledger.record(tag, stream=row.agreement_id, actor=actor, codes=codes, texts={"evidence": words})


def second(agreement_id: int, *, person: str, post_id: int, starts_on: date, ends_on: date, actor: Actor) -> Secondment:
    """Somebody of one side (by user name or phone) serves in a post of the other for a time (双向挂职).

    Needs `org:appoint` too. Raises as `orgs.appoint`, Invalid (person, post)."""
    row = _agreement(agreement_id, actor, in_force=True)
    post = orgs.Post.objects.filter(pk=post_id).first()
    if post is None or post.body_id not in (row.body_id, row.unit_id):
        raise Invalid("Choose a post of one of the two sides.", field="post")
    home = row.unit_id if post.body_id == row.body_id else row.body_id
    with transaction.atomic():
        appointment = orgs.appoint(
            actor=actor, person_id=people.find_known(person).pk, post_id=post_id, starts_on=starts_on, ends_on=ends_on
        )
        made = Secondment(agreement=row, home_id=home, host_id=post.body_id, appointment=appointment)
        made.save(force_insert=True)
        codes: Codes = {
            "home": home, "host": post.body_id, "post": post_id, "appointment": appointment.pk,
            "starts_on": str(starts_on), "ends_on": str(ends_on),
        }  # fmt: skip
        ledger.record(events.SECONDED, stream=row.pk, actor=actor, codes=codes)
    return made


def set_tie(place_id: int, *, tie: str, body_id: int, words: str, since: date, actor: Actor) -> EstateTie:
    """Who takes this part in an estate from a day on; who had it before has it no more. Raises Forbidden, Invalid."""
    _may(actor, place_id)
    if tie not in {t.key for t in packs.active().estate_ties}:
        raise Invalid("The pack has no such kind.", field="tie")
    with transaction.atomic():
        before = EstateTie.objects.select_for_update().filter(place=place_id, tie=tie, until=None).first()
        if before is not None:
            if since <= before.since:
                raise Invalid("This lies before the day from which somebody else has it.", field="since")
            last = since - timedelta(days=1)
            EstateTie.objects.filter(pk=before.pk).update(until=last)
            _record_tie(events.TIE_ENDED, before, actor, until=last)
        row = EstateTie(place_id=place_id, tie=tie, body_id=body_id, words=words.strip(), since=since)
        row.save(force_insert=True)
        _record_tie(events.TIE_SET, row, actor)
    return row


def _record_tie(tag: str, row: EstateTie, actor: Actor, until: date | None = None) -> None:
    codes: Codes = {"place": row.place_id, "tie": row.tie, "body": row.body_id}
    codes |= {"until": str(until)} if until else {"since": str(row.since)}
    texts = None if until else {"words": row.words}
    ledger.record(tag, stream=row.place_id, actor=actor, codes=codes, texts=texts)


def tell_endings(limit: int = 200) -> int:
    """Sweep: both sides of an agreement hear 30 days before that it ends. Returns how many agreements were told of."""
    today = clock.today()
    near = Agreement.objects.filter(
        told_on=None, ended_on=None, ends_on__gte=today, ends_on__lte=today + timedelta(days=rules.TELL_DAYS)
    ).order_by("ends_on", "id")
    told = 0
    for row in near.select_related("body", "unit")[:limit]:
        with transaction.atomic():
            if not Agreement.objects.filter(pk=row.pk, told_on=None).update(told_on=today):
                continue
            known = speakers([row.body_id, row.unit_id])
            with translation.override(settings.LANGUAGE_CODE):
                text = _("The agreement “%(title)s” of %(body)s with %(unit)s ends on %(day)s.") % {
                    "title": row.title, "body": row.body.name, "unit": row.unit.name, "day": row.ends_on,
                }  # fmt: skip
            persons = [p for side in (row.body_id, row.unit_id) for p in known.get(side, [])]
            for person_id in dict.fromkeys(persons):
                tell(person_id, text, key=f"agreement-ends-{row.pk}-{person_id}", about=row.pk)
            codes: Codes = {"on": str(today), "persons": len(set(persons))}
            ledger.record(events.AGREEMENT_TOLD, stream=row.pk, actor=SYSTEM, codes=codes)
            told += 1
    return told
