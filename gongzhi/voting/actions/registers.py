"""A register's life: begun, published, frozen, archived, its names deleted."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.voting import events
from gongzhi.voting.models import Elector, Electorate, Objection, Poll, Proxy, Tally, Voice
from gongzhi.voting.queries.registers import frozen_hash, register, size_of
from gongzhi.voting.queries.rules import objection_days, rule_set_on
from gongzhi.voting.rules.words import HUNG_BEFORE_DAYS, KEEP_DAYS, PollState, RegisterKind, RegisterState

ARCHIVE_AFTER_DAYS = 30  # after the last poll: objections to a result have come by then


def open_register(
    *, place_id: int, kind: str, title: str, actor: Actor, body_id: int | None = None, rule: str = ""
) -> Electorate:
    """Begin a register for a place, or for a body there. `rule`: a name of the pack's rule sets, for its days.

    Raises Forbidden (`electorate:edit`), Invalid.
    """
    require(actor, Permission.ELECTORATE_EDIT, places.ancestors(place_id))
    if kind not in set(RegisterKind):
        raise Invalid("Choose a kind.", field="kind")
    title = " ".join(title.split())
    if not 2 <= len(title) <= 120:
        raise Invalid("Give it a title of 2 to 120 characters.", field="title")
    if rule and rule_set_on(rule, clock.today()) is None:
        raise Invalid("No such rule is in force.", field="rule")
    if body_id is not None and not orgs.Body.objects.filter(pk=body_id, place=place_id).exists():
        raise Invalid("Choose one of the bodies.", field="body")
    with transaction.atomic():
        made = Electorate(place_id=place_id, body_id=body_id, kind=kind, title=title, rule=rule)
        made.save(force_insert=True)
        codes: dict[str, str | int | bool | None] = {"kind": kind, "place": place_id, "body": body_id, "rule": rule}
        ledger.record(
            events.REGISTER_OPENED, stream=made.pk, actor=actor, codes=codes, texts={"title": title}, first=True
        )
    return made


def touch(electorate: Electorate, version: int | None, states: tuple[RegisterState, ...]) -> None:
    """Take the register for a change: it must be as read (`version`) and in one of the states. Raises Conflict."""
    rows = Electorate.objects.filter(pk=electorate.pk, state__in=[s.value for s in states])
    if not (rows if version is None else rows.filter(version=version)).update(version=F("version") + 1):
        fresh = register(electorate.pk)
        if fresh.state not in {s.value for s in states}:
            raise NotAllowed("The register does not change any more.")
        raise Conflict("Somebody else changed the register at the same moment. Please look at it again.")


def require_edit(electorate: Electorate, actor: Actor) -> None:
    """Raise Forbidden without `electorate:edit` at the register's place."""
    require(actor, Permission.ELECTORATE_EDIT, places.ancestors(electorate.place_id))


@transaction.atomic
def publish_register(
    register_id: int, *, board: str, actor: Actor, on: date | None = None, version: int | None = None
) -> Electorate:
    """Publish the register, on paper and on the board (`board`: a key of the pack; no name stands there, the list is at
    the address of the register). Objections may be made until the days of its rule are over.

    Needs `electorate:edit` and `board:publish`. Raises Forbidden, Invalid (nobody in it), NotAllowed, Conflict.
    """
    electorate = register(register_id)
    require_edit(electorate, actor)
    on = on or clock.today()
    if on > clock.today():
        raise Invalid("This day is still to come.", field="on")
    if on < clock.today() - timedelta(days=HUNG_BEFORE_DAYS):
        raise Invalid(
            "The list hung %(days)s days before it is entered at most: residents look it up here too.",
            field="on", days=HUNG_BEFORE_DAYS,
        )  # fmt: skip
    rows = size_of(register_id).rows
    if not rows:
        raise Invalid("There is nobody in the register yet.")
    touch(electorate, version, (RegisterState.DRAFT,))
    days, _ruling = objection_days(electorate.rule, on)
    until = on + timedelta(days=days)
    with translation.override(settings.LANGUAGE_CODE):  # boards speak the language of the community
        text = _(
            "%(title)s: %(n)s entries. The list hangs on the notice board and can be looked up at"
            " /vote/register/%(id)s/ . Objections until %(until)s."
        ) % {"title": electorate.title, "n": rows, "id": register_id, "until": until.isoformat()}
    posting = disclosure.publish(
        board=board, title=electorate.title, text=text, place_id=electorate.place_id, actor=actor, about=register_id
    )
    Electorate.objects.filter(pk=register_id).update(
        state=RegisterState.PUBLISHED.value, published_on=on, objections_until=until, posting=posting.pk
    )
    codes: dict[str, str | int | bool | None] = {
        "rows": rows, "on": on.isoformat(), "until": until.isoformat(), "posting": posting.pk
    }  # fmt: skip
    ledger.record(events.REGISTER_PUBLISHED, stream=register_id, actor=actor, codes=codes)
    return register(register_id)


@transaction.atomic
def freeze_register(register_id: int, *, actor: Actor, version: int | None = None) -> Electorate:
    """Freeze the register: from now on nobody is added, taken out or changed (the database refuses it too). The hash
    over its entries goes into the ledger.

    A register of representatives that was made from a body's posts may be frozen as a draft; others must have been
    published, their days of objection over and every objection ruled on. Raises Forbidden, Invalid, NotAllowed.
    """
    electorate = register(register_id)
    require_edit(electorate, actor)
    size = size_of(register_id)
    if not size.rows:
        raise Invalid("There is nobody in the register yet.")
    _ready(electorate)
    touch(electorate, version, (RegisterState.DRAFT, RegisterState.PUBLISHED))
    hashed = frozen_hash(register_id)
    Electorate.objects.filter(pk=register_id).update(
        state=RegisterState.FROZEN.value, frozen_at=clock.now(), rows=size.rows, hash=hashed
    )
    codes: dict[str, str | int | bool | None] = {"rows": size.rows, "hash": hashed, "area": size.area or None}
    ledger.record(events.REGISTER_FROZEN, stream=register_id, actor=actor, codes=codes)
    return register(register_id)


def _ready(electorate: Electorate) -> None:
    if Objection.objects.filter(electorate=electorate, accepted=None).exists():
        raise NotAllowed("An objection has not been ruled on yet.")
    if electorate.state == RegisterState.DRAFT:
        members = electorate.kind == RegisterKind.REPRESENTATIVES and electorate.body_id is not None
        needs_roll = (found := rule_set_on(electorate.rule, clock.today())) is not None and found.roll_days
        if not members or needs_roll:
            raise NotAllowed("Publish the register first.")
    elif electorate.objections_until is not None and clock.today() <= electorate.objections_until:
        raise NotAllowed("Objections may still be made until %(day)s.", day=electorate.objections_until.isoformat())


def archive_registers(limit: int = 50) -> int:
    """Sweep: registers whose polls are all over for a month go into the archive; a year later their names, voices and
    phones are deleted, results and hashes stay. How many were touched."""
    return _archive(limit) + _forget(limit)


def _archive(limit: int) -> int:
    before = clock.now() - timedelta(days=ARCHIVE_AFTER_DAYS)
    over = (PollState.RELEASED.value, PollState.CANCELLED.value)
    live = Poll.objects.exclude(state__in=over).values("electorate")
    rows = Electorate.objects.filter(state=RegisterState.FROZEN.value).exclude(pk__in=live)
    ripe = rows.annotate(last=Max("polls__closed_at")).filter(last__lt=before)
    done = 0
    for electorate in ripe.order_by("id")[:limit]:
        with transaction.atomic():
            taken = Electorate.objects.filter(pk=electorate.pk, state=RegisterState.FROZEN.value)
            if not taken.update(state=RegisterState.ARCHIVED.value, archived_on=clock.today()):
                continue
            delete_on = clock.today() + timedelta(days=KEEP_DAYS)
            ledger.record(
                events.REGISTER_ARCHIVED, stream=electorate.pk, actor=SYSTEM, codes={"delete_on": delete_on.isoformat()}
            )
            done += 1
    return done


def _forget(limit: int) -> int:
    before = clock.today() - timedelta(days=KEEP_DAYS)
    rows = Electorate.objects.filter(state=RegisterState.ARCHIVED.value, archived_on__lte=before)
    done = 0
    for electorate in rows.filter(electors__isnull=False).distinct().order_by("id")[:limit]:
        with transaction.atomic():
            if not Electorate.objects.filter(pk=electorate.pk, electors__isnull=False).exists():
                continue  # another worker was faster
            Voice.objects.filter(poll__electorate=electorate).delete()
            Tally.objects.filter(poll__electorate=electorate).delete()
            Objection.objects.filter(electorate=electorate).delete()
            Proxy.objects.filter(giver__electorate=electorate).delete()
            Elector.objects.filter(electorate=electorate).delete()
            ledger.record(
                events.REGISTER_FORGOTTEN, stream=electorate.pk, actor=SYSTEM, codes={"rows": electorate.rows}
            )
            done += 1
    return done
