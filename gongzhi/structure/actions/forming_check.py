"""Whether an application for a Party organisation holds: mode, form, tie, name, units, members, what stands above."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Forming, FormingPartner, FormingUnit
from gongzhi.structure.queries import forming as queries
from gongzhi.structure.rules.forming import partners_fit


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an organisation is to be formed. Keys of the pack; `partners` are units; without `parent_id` it stands under
    the committee of the community; of a mode with a host `parent_id` is the host."""

    mode: str
    form: str
    name: str
    words: str  # what the survey found
    tie: str = ""
    post_title: str = ""
    parent_id: int | None = None
    partners: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A proposal that holds, with what it names."""

    mode: packs.FormingMode
    form: packs.FormingForm
    name: str
    post_title: str
    parent: orgs.Body
    partners: list[FormingUnit]


def _free(unit: FormingUnit, *, but: Forming | None = None) -> None:
    """The unit has no organisation, and no other procedure runs for it. Raises Conflict."""
    if unit.closed_on is not None:
        raise Conflict("%(unit)s is no longer there.", unit=unit.name)
    if queries.body_of(unit) is not None:
        raise Conflict("%(unit)s has an organisation already.", unit=unit.name)
    own = Forming.objects.filter(unit=unit, live=True)
    shared = FormingPartner.objects.filter(unit=unit, forming__live=True)
    if but is not None:
        own, shared = own.exclude(pk=but.pk), shared.exclude(forming=but)
    if own.exists() or shared.exists():
        raise Conflict("A procedure is under way for %(unit)s already.", unit=unit.name)


def check(unit: FormingUnit, asked: Proposal, *, but: Forming | None = None) -> Checked:
    """What the proposal means, for a unit without organisation and without another procedure than `but`.

    Raises Invalid (mode, form, tie, partners, name, parent), Conflict.
    """
    rules = queries.rules_now()
    mode, form = rules.mode(asked.mode), rules.form(asked.form)
    if mode is None:
        raise Invalid("Choose one of those that the rules name.", field="mode")
    if form is None:
        raise Invalid("Choose one of those that the rules name.", field="form")
    if bool(rules.ties) != bool(asked.tie) or (asked.tie and asked.tie not in {t.key for t in rules.ties}):
        raise Invalid("Choose one of those that the rules name.", field="tie")
    _free(unit, but=but)
    partners = _partners(unit, asked.partners, but)
    if not partners_fit(mode.partners, len(partners), mode.partners == "host"):
        if mode.partners == "several":
            raise Invalid("Choose the other units.", field="partners")
        raise Invalid("With this mode there are no other units.", field="partners")
    name = _name(unit, asked.name, but)
    parent = _parent(unit, asked.parent_id, host=mode.partners == "host")
    _members(form, [unit, *partners])
    title = " ".join(asked.post_title.split()) or form.post_title or packs.active().post_kind(form.post_kind).title
    return Checked(mode, form, name, title[:120], parent, partners)


def _partners(unit: FormingUnit, ids: tuple[int, ...], but: Forming | None) -> list[FormingUnit]:
    found = list(FormingUnit.objects.filter(pk__in=set(ids) - {unit.pk}).order_by("name", "id"))
    if len(found) != len(set(ids)):
        raise Invalid("Choose other units that there are.", field="partners")
    area = queries.area_of(unit.place_id)
    for other in found:
        if area not in places.ancestors(other.place_id):
            raise Invalid("%(unit)s belongs to another street or town.", field="partners", unit=other.name)
        _free(other, but=but)
    return found


def _name(unit: FormingUnit, name: str, but: Forming | None) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        raise Invalid("Enter a name.", field="name")
    here = places.inside([queries.community_of(unit.place_id).pk], "place__")
    same = queries.alive(clock.today()).filter(here, name=name)
    asked_for = Forming.objects.filter(
        places.inside([queries.community_of(unit.place_id).pk], "unit__place__"), name=name, live=True, body=None
    )
    if same.exists() or asked_for.exclude(pk=but.pk if but else 0).exists():
        raise Invalid("A body of this name stands here already, or is being formed.", field="name")
    return name


def _parent(unit: FormingUnit, parent_id: int | None, *, host: bool) -> orgs.Body:
    known = queries.parents_for(unit, host=host)
    if parent_id is None and known and not host:
        return known[0]
    found = next((b for b in known if b.pk == parent_id), None)
    if found is None:
        if host:
            raise Invalid("Choose the organisation that takes it in.", field="parent")
        raise Invalid("Choose the organisation above it.", field="parent")
    return found


def _members(form: packs.FormingForm, units: list[FormingUnit]) -> None:
    if not form.members:
        return
    if any(u.members is None for u in units):
        raise Invalid("Enter first how many full members there are.", field="form")
    together = sum(u.members or 0 for u in units)
    if together < form.members:
        raise Invalid(
            "%(form)s takes %(least)s full members; there are %(n)s.", field="form", form=form.title,
            least=form.members, n=together,
        )  # fmt: skip
