"""Units in which a Party organisation may be due: entered, counted, closed. Numbers only, never lists of members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.models import Estate, Forming, FormingPartner, FormingUnit, UnitCount
from gongzhi.structure.models.forming import FIGURES
from gongzhi.structure.queries import forming as queries

MOST = {"members": 100_000, "residents": 5_000_000, "employed": 1_000_000, "occupied": 100}


def _subject(kind: packs.FormingUnitKind, subject: int) -> tuple[str, int, date]:
    """Name, place and first day of the place, body or new estate. Raises NotFound."""
    today = clock.today()
    if kind.levels:
        stored = [packs.active().level(key).kind for key in kind.levels]
        place = places.get_many([subject]).get(subject)
        if place is not None and place.kind in stored and place.ends_on is None:
            return place.name, place.pk, place.starts_on
    elif kind.body_kinds:
        body = queries.alive(today).filter(pk=subject, kind__in=kind.body_kinds).first()
        if body is not None:
            return body.name, body.place_id, body.starts_on
    elif kind.estates:
        estate = Estate.objects.filter(pk=subject, closed_on=None).first()
        if estate is not None:
            return estate.name, estate.place_id, today
    raise NotFound("There is no such unit.")


@transaction.atomic
def enter_unit(
    *,
    kind: str,
    actor: Actor,
    subject: int | None = None,
    name: str = "",
    place_id: int | None = None,
    address: str = "",
    since: date | None = None,
) -> FormingUnit:
    """Enter a unit: the place, body or new estate `subject`, or (of the other kinds) one with a name at a place.

    Raises Forbidden (`forming:edit`), NotFound, Invalid (kind, name, since), Conflict (entered already).
    """
    known = queries.rules_now().unit(kind)
    if known is None:
        raise Invalid("Choose one of the kinds of units that the rules name.", field="kind")
    if known.levels or known.body_kinds or (known.estates and subject is not None):
        if subject is None:
            raise Invalid("Units of this kind are entered from their list.", field="kind")
        name, place_id, first = _subject(known, subject)
    else:
        subject, first = None, since or clock.today()
    if place_id is None:
        raise Invalid("Choose the place.", field="place")
    require(actor, Permission.FORMING_EDIT, places.ancestors(place_id))
    if not (name := " ".join(name.split())):
        raise Invalid("Enter a name.", field="name")
    if first > clock.today():
        raise Invalid("The date lies in the future.", field="since")
    same = FormingUnit.objects.filter(kind=kind, closed_on=None)
    same = same.filter(subject=subject) if subject else same.filter(place=place_id, name=name[:120])
    if same.exists():
        raise Conflict("This unit has been entered already.")
    return _make(kind, name, place_id, subject, first, address, actor)


def _make(
    kind: str, name: str, place_id: int, subject: int | None, since: date, address: str, actor: Actor
) -> FormingUnit:
    unit = FormingUnit(
        kind=kind, name=name[:120], place_id=place_id, subject=subject, since=since,
        address=" ".join(address.split())[:200],
    )  # fmt: skip
    unit.save(force_insert=True)
    codes: dict[str, str | int | bool | None] = {"kind": kind, "place": place_id, "subject": subject}
    texts = {"name": unit.name, "address": unit.address}
    ledger.record(events.UNIT_ENTERED, stream=unit.pk, actor=actor, codes=codes, texts=texts, first=True)
    changed(place_id)
    return unit


@transaction.atomic
def enter_counts(
    unit_id: int, counts: Mapping[str, int], *, source: str, actor: Actor, on: date | None = None
) -> FormingUnit:
    """Enter what was counted of a unit on a day (default: today), by figure; the same day again corrects it.

    Residents of a place are the figure of the place (`places.set_figure`). Raises Forbidden (`forming:edit`),
    NotFound, Invalid (no figure, number, on, source).
    """
    unit = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    kind = queries.kind_now(unit)
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    if not (source := " ".join(source.split())[:120]):
        raise Invalid("Say where the number comes from.", field="source")
    disclosure.check_texts({"source": source}, reason="internal")
    if not counts:
        raise Invalid("Enter at least one number.", field="members")
    for figure in FIGURES:
        if figure not in counts:
            continue
        value = counts[figure]
        if not 0 <= value <= MOST[figure]:
            raise Invalid("The number cannot be right.", field=figure)
        if figure == "residents" and kind.levels:
            places.set_figure(unit.place_id, figure, value, source=source, actor=SYSTEM, on=day)  # comes back below
        else:
            _count(unit, figure, value, day, source, actor)
        codes: dict[str, str | int | bool | None] = {"figure": figure, "on": day.isoformat(), "value": value}
        ledger.record(events.UNIT_COUNTED, stream=unit.pk, actor=actor, codes=codes, texts={"source": source})
    if set(counts) - set(FIGURES):
        raise Invalid("Such a number is not kept.", field="members")
    changed(unit.place_id)
    unit.refresh_from_db()
    return unit


def _count(unit: FormingUnit, figure: str, value: int, day: date, source: str, actor: Actor) -> None:
    values = {"value": value, "source": source, "entered_by": actor.appointment_id, "at": clock.now()}
    UnitCount.objects.update_or_create(unit=unit, kind=figure, on=day, defaults=values)
    last = UnitCount.objects.filter(unit=unit, kind=figure).order_by("-on").values_list("value", flat=True)[0]
    FormingUnit.objects.filter(pk=unit.pk).update(**{figure: last})


def follow_figure(figure: places.PlaceFigure) -> None:
    """Handler of `places.on_figure` (wired by `site`): residents of an estate are counts of the unit that it is."""
    forming = queries.rules_or_none()
    if forming is None or figure.kind not in FIGURES:
        return
    place, pack = figure.place, packs.active()
    for kind in forming.units:
        if place.kind not in {pack.level(key).kind for key in kind.levels}:
            continue
        if figure.kind not in {t.figure for t in kind.thresholds}:
            continue
        unit = FormingUnit.objects.filter(kind=kind.key, subject=place.pk, closed_on=None).first()
        if unit is None:
            unit = _make(kind.key, place.name, place.pk, place.pk, place.starts_on, "", SYSTEM)
        _count(unit, figure.kind, figure.value, figure.on, figure.source, SYSTEM)
        changed(place.pk)


@transaction.atomic
def close_unit(unit_id: int, *, actor: Actor) -> None:
    """Take a unit off the list that is no longer there, or was entered by mistake.

    Raises Forbidden (`forming:edit`), NotFound, Conflict (a procedure runs for it).
    """
    unit = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    running = Forming.objects.filter(unit=unit, live=True).exists()
    if running or FormingPartner.objects.filter(unit=unit, forming__live=True).exists():
        raise Conflict("A procedure is under way for this unit. Withdraw it first.")
    if not FormingUnit.objects.filter(pk=unit.pk, closed_on=None).update(closed_on=clock.today()):
        raise NotFound("There is no such unit.")
    ledger.record(events.UNIT_CLOSED, stream=unit.pk, actor=actor, codes={})
    changed(unit.place_id)


@transaction.atomic
def recognise(unit_id: int, body_id: int, *, mode: str, form: str, actor: Actor, tie: str = "") -> Forming:
    """Say which organisation a unit has that stood before the platform, and how it was formed.

    Raises Forbidden (`forming:edit`), NotFound, Invalid (mode, form, tie, body), Conflict (it has one, or one is being
    formed).
    """
    unit = queries.unit_of(unit_id, actor, Permission.FORMING_EDIT)
    rules = queries.rules_now()
    for field, known in (("mode", rules.mode(mode)), ("form", rules.form(form))):
        if known is None:
            raise Invalid("Choose one of those that the rules name.", field=field)
    if tie and tie not in {t.key for t in rules.ties}:
        raise Invalid("Choose one of those that the rules name.", field="tie")
    body = next((b for b in queries.standing_for(unit) if b.pk == body_id), None)
    if body is None:
        raise Invalid("Choose a Party organisation that stands here.", field="body")
    if queries.body_of(unit) is not None and unit.organisation_id:
        raise Conflict("This unit has an organisation already.")
    if Forming.objects.filter(unit=unit, live=True).exists():
        raise Conflict("A procedure is under way for this unit. Withdraw it first.")
    row = Forming.objects.filter(body=body).first()
    if row is None:
        row = Forming(
            unit=unit, mode=mode, tie=tie, form=form, name=body.name, post_title="", parent_id=body.parent_id,
            body=body, live=False,
        )  # fmt: skip
        row.save(force_insert=True)
    elif row.unit_id != unit.pk:
        FormingPartner(forming=row, unit=unit).save(force_insert=True)
    FormingUnit.objects.filter(pk=unit.pk).update(organisation=body)
    codes: dict[str, str | int | bool | None] = {
        "body": body.pk, "unit": unit.pk, "mode": row.mode, "tie": row.tie, "form": row.form,
        "parent": row.parent_id, "partners": 0,
    }  # fmt: skip
    ledger.record(events.FORMED_BEFORE, stream=body.pk, actor=actor, codes=codes)
    changed(unit.place_id)
    return row
