"""Reads of registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum

from gongzhi.access.public import Actor, ActorKind, Permission
from gongzhi.core.errors import NotFound
from gongzhi.core.strokes import natural, stroke_key
from gongzhi.kit import crypto
from gongzhi.kit.paging import Page, paged
from gongzhi.places import public as places
from gongzhi.voting.models import Elector, Electorate, Objection, Proxy
from gongzhi.voting.policies import covered, registers_of
from gongzhi.voting.rules.words import RegisterState, digest, plain_code

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = 50


def register(register_id: int) -> Electorate:
    """A register. Raises NotFound."""
    found = Electorate.objects.select_related("place", "body").filter(pk=register_id).first()
    if found is None:
        raise NotFound("There is no such register.")
    return found


def register_for(register_id: int, actor: Actor) -> Electorate:
    """A register that the actor works with. Raises Forbidden, NotFound."""
    found = registers_of(actor).select_related("place", "body").filter(pk=register_id).first()
    if found is None:
        raise NotFound("There is no such register.")
    return found


def others_to_move_to(electorate: Electorate, actor: Actor) -> list[Electorate]:
    """Registers of the same kind that still change and that the actor keeps, the newest first."""
    here = places.below(actor, Permission.ELECTORATE_EDIT)
    rows = Electorate.objects.filter(
        here, kind=electorate.kind, state__in=[RegisterState.DRAFT, RegisterState.PUBLISHED]
    )
    return list(rows.exclude(pk=electorate.pk).select_related("place").order_by("-id")[:200])


def registers(actor: Actor, *, q: str = "", state: str = "", after: str = "") -> Page[Electorate]:
    """The registers of the actor's places, the newest first."""
    rows = registers_of(actor).select_related("place", "body")
    if q:
        rows = rows.filter(title__contains=q)
    if state:
        rows = rows.filter(state=state)
    return paged(rows, ["-id"], after=after, size=PAGE)


def rows_of(register_id: int, *, q: str = "", after: str = "", size: int = PAGE) -> Page[Elector]:
    """The entries of a register, by household and name."""
    rows = Elector.objects.filter(electorate=register_id).select_related("proxy__holder")
    if q:
        rows = rows.filter(name__contains=q) | rows.filter(household__contains=q)
    return paged(rows, ["household", "name", "id"], after=after, size=size)


def all_rows(register_id: int) -> list[Elector]:
    """All of them for a list that is printed: 2 before 10 in addresses, names by strokes. One query."""
    rows = Elector.objects.filter(electorate=register_id).select_related("proxy__holder")
    return sorted(rows, key=lambda e: (natural(e.household), stroke_key(e.name), e.name, e.pk))


def elector(elector_id: int, register_id: int | None = None) -> Elector:
    """One entry. Raises NotFound."""
    rows = Elector.objects.select_related("electorate").filter(pk=elector_id)
    found = (rows if register_id is None else rows.filter(electorate=register_id)).first()
    if found is None:
        raise NotFound("There is no such entry in the register.")
    return found


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries; their area in hundredths of a square metre, of owners."""

    rows: int
    area: int


def size_of(register_id: int) -> Size:
    """How large a register is."""
    rows = Elector.objects.filter(electorate=register_id)
    return Size(rows.count(), rows.aggregate(area=Sum("area"))["area"] or 0)


def frozen_hash(register_id: int) -> str:
    """SHA-256 over the entries in order: what the ledger keeps when a register is frozen."""
    return digest(_plain(register_id))


def _plain(register_id: int) -> Iterator[tuple[object, ...]]:
    rows = Elector.objects.filter(electorate=register_id).order_by("id")
    yield from rows.values_list("id", "name", "household", "area").iterator(2000)
    proxies = Proxy.objects.filter(giver__electorate=register_id).order_by("giver")
    yield from proxies.values_list("giver", "holder").iterator(2000)


def objections_of(register_id: int) -> list[Objection]:
    """The objections, the newest first."""
    return list(Objection.objects.filter(electorate=register_id).order_by("-id"))


def code_index(code: str) -> str:
    """A letter's code as it is kept: a keyed hash; empty for what cannot be a code."""
    plain = plain_code(code)
    return crypto.keyring().blind_index("voting-code", plain) if plain else ""


def elector_of_code(code: str, register_id: int) -> Elector | None:
    """Whose letter carries that code."""
    index = code_index(code)
    return Elector.objects.filter(electorate=register_id, code=index).first() if index else None


def electors_of_person(person_id: int | None, register_id: int) -> list[Elector]:
    """The entries linked to an account."""
    if person_id is None:
        return []
    return list(Elector.objects.filter(electorate=register_id, person=person_id).order_by("id"))


def linked(register_id: int) -> dict[int, int]:
    """Account's person -> entry, of the entries that are linked to one."""
    rows = Elector.objects.filter(electorate=register_id).exclude(person=None).order_by("id")
    return {person: pk for pk, person in rows.values_list("id", "person") if person is not None}


def reach(register_id: int) -> list[tuple[int, int | None, str]]:
    """(entry, account's person, telephone) of everybody in a register who can be told something; one query."""
    rows = Elector.objects.filter(electorate=register_id).exclude(person=None, phone="").order_by("id")
    ring = crypto.keyring()
    return [
        (pk, person, ring.decrypt(phone, aad=f"voting_elector.phone.{pk}") if phone else "")
        for pk, person, phone in rows.values_list("id", "person", "phone")
    ]


def frozen_within(place_id: int) -> list[Electorate]:
    """The frozen registers of a place and below, the newest first; the latest 100."""
    path = places.get(place_id).path
    rows = Electorate.objects.filter(place__path__startswith=path, state=RegisterState.FROZEN.value)
    return list(rows.select_related("place", "body").order_by("-id")[:100])


def speaks_for(one: Elector) -> list[Elector]:
    """For whom an elector votes: itself, unless it gave a proxy, and those whose proxy it holds."""
    own = [] if Proxy.objects.filter(giver=one).exists() else [one]
    held = Elector.objects.filter(proxy__holder=one).order_by("id")
    return [*own, *held]


def proxy_of(elector_id: int) -> int | None:
    """Who votes for an elector by a written proxy."""
    return Proxy.objects.filter(giver=elector_id).values_list("holder", flat=True).first()


def public_registers(place_ids: Iterable[int]) -> QuerySet[Electorate]:
    """What stands published for places."""
    shown = (RegisterState.PUBLISHED.value, RegisterState.FROZEN.value)
    return Electorate.objects.filter(place__in=sorted(place_ids), state__in=shown).order_by("-id")


def sees(actor: Actor, electorate: Electorate) -> bool:
    """Whether the actor works with the register."""
    return actor.kind is ActorKind.SYSTEM or Electorate.objects.filter(covered(actor), pk=electorate.pk).exists()
