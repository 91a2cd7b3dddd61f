"""Entries of a register: entered, changed, struck, brought in, made from a body's posts; who they are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.core.ids import new_id
from gongzhi.kit import crypto
from gongzhi.kit.tables import open_table
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.voting import events
from gongzhi.voting.actions.registers import require_edit, touch
from gongzhi.voting.loader import Read, RowDraft, read
from gongzhi.voting.models import Elector, Electorate
from gongzhi.voting.policies import may_vouch
from gongzhi.voting.queries.registers import code_index, elector, register
from gongzhi.voting.rules.words import RegisterKind, RegisterState, new_code

CHANGES = (RegisterState.DRAFT, RegisterState.PUBLISHED)


def add_rows(
    register_id: int, drafts: Sequence[RowDraft], *, actor: Actor, version: int | None = None
) -> list[Elector]:
    """Enter these, all or none. Raises Forbidden, Conflict (changed meanwhile, stands there already), NotAllowed
    (frozen)."""
    electorate = register(register_id)
    require_edit(electorate, actor)
    with transaction.atomic():
        touch(electorate, version, CHANGES)
        made = [new_row(electorate, draft) for draft in drafts]
        try:
            with transaction.atomic():
                Elector.objects.bulk_create(made, batch_size=500)
        except IntegrityError:
            raise Conflict("One of these entries stands in the register already.") from None
        ledger.record(events.ROWS_ADDED, stream=register_id, actor=actor, codes={"rows": len(made)})
    return made


def new_row(electorate: Electorate, draft: RowDraft) -> Elector:
    """An entry that is not written yet. Raises Invalid (an owner without area)."""
    pk = new_id()
    owners = electorate.kind == RegisterKind.OWNERS
    if owners and not draft.area:
        raise Invalid("The area is missing.", field="area")
    return Elector(
        id=pk, electorate=electorate, name=draft.name, household=draft.household, area=draft.area if owners else None,
        phone=_sealed(pk, draft.phone), person_id=draft.person_id,
    )  # fmt: skip


def _sealed(elector_id: int, phone: str) -> str:
    return crypto.keyring().encrypt(phone, aad=f"voting_elector.phone.{elector_id}") if phone else ""


def phone_of(one: Elector) -> str:
    """The phone that was given for letters and codes; empty where there is none."""
    return crypto.keyring().decrypt(one.phone, aad=f"voting_elector.phone.{one.pk}") if one.phone else ""


@transaction.atomic
def change_row(elector_id: int, draft: RowDraft, *, actor: Actor, version: int | None = None) -> Elector:
    """Change an entry (a move within the register, a name written wrong). Raises as `add_rows`, NotFound."""
    found = elector(elector_id)
    require_edit(found.electorate, actor)
    touch(found.electorate, version, CHANGES)
    row = new_row(found.electorate, draft)
    try:
        with transaction.atomic():
            Elector.objects.filter(pk=elector_id).update(
                name=row.name, household=row.household, area=row.area, phone=_sealed(elector_id, draft.phone)
            )
    except IntegrityError:
        raise Conflict("One of these entries stands in the register already.") from None
    codes = {"elector": elector_id}
    ledger.record(events.ROW_CHANGED, stream=found.electorate_id, actor=actor, codes=codes,
                  texts={"name": row.name, "household": row.household})  # fmt: skip
    return elector(elector_id)


@transaction.atomic
def strike_row(elector_id: int, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """Take an entry out, with a reason. Raises as `change_row`."""
    found = elector(elector_id)
    require_edit(found.electorate, actor)
    if len(reason.strip()) < 2:
        raise Invalid("Give a reason.", field="reason")
    touch(found.electorate, version, CHANGES)
    Elector.objects.filter(pk=elector_id).delete()
    codes = {"elector": elector_id}
    texts = {"name": found.name, "reason": reason.strip()}
    ledger.record(events.ROW_STRUCK, stream=found.electorate_id, actor=actor, codes=codes, texts=texts)


def preview(electorate: Electorate, data: bytes) -> Read:
    """What a table would bring, row by row. Writes nothing. Raises Invalid."""
    there = set(Elector.objects.filter(electorate=electorate).values_list("name", "household"))
    return read(open_table(data), owners=electorate.kind == RegisterKind.OWNERS, there=there)


def add_members(register_id: int, *, actor: Actor, post_kinds: Iterable[str] = ()) -> list[Elector]:
    """Enter who holds the posts of the register's body now (of these kinds, or all), linked to the persons.

    Raises Invalid where the register is of no body or nobody holds a post, and as `add_rows`.
    """
    electorate = register(register_id)
    if electorate.body_id is None:
        raise Invalid("This register is of no body.")
    kinds = list(post_kinds)
    posts = orgs.posts_within(electorate.place_id, kinds or None)
    there = set(Elector.objects.filter(electorate=electorate).values_list("person", flat=True))
    members: dict[int, str] = {}
    for post in posts:
        if post.body_id == electorate.body_id and not post.deputy:
            members |= {h.person_id: h.name for h in post.holders if h.person_id not in there}
    if not members:
        raise Invalid("Nobody holds a post of this body.")
    titles: dict[str, int] = {}
    drafts = []
    for person_id, name in sorted(members.items()):
        titles[name] = titles.get(name, 0) + 1
        twin = f"（{titles[name]}）" if titles[name] > 1 else ""  # two members of one name stay two
        drafts.append(RowDraft(name + twin, "", None, "", person_id))
    return add_rows(register_id, drafts, actor=actor)


@transaction.atomic
def make_codes(
    register_id: int, *, actor: Actor, elector_ids: Iterable[int] | None = None
) -> list[tuple[Elector, str]]:
    """New codes for letters, of all who have none yet or of these; shown once, kept as keyed hashes alone.

    Raises Forbidden, NotAllowed (before the register is frozen, nobody's letter goes out).
    """
    electorate = register(register_id)
    require_edit(electorate, actor)
    if electorate.state != RegisterState.FROZEN:
        raise NotAllowed("Letters are printed when the register is frozen.")
    rows = Elector.objects.filter(electorate=register_id)
    rows = rows.filter(code=None) if elector_ids is None else rows.filter(pk__in=list(elector_ids))
    made = [(one, _new_code(one)) for one in rows.order_by("household", "name", "id")]
    if made:
        ledger.record(events.CODES_MADE, stream=register_id, actor=actor, codes={"rows": len(made)})
    return made


def _new_code(one: Elector, vouched_by: int | None = None) -> str:
    code = new_code()
    Elector.objects.filter(pk=one.pk).update(code=code_index(code), code_at=clock.now(), vouched_by=vouched_by)
    return code


@transaction.atomic
def vouch(elector_id: int, *, actor: Actor) -> str:
    """A worker who knows the elector by sight gives a new code on the spot; the one before is void. Logged.

    Raises Forbidden, NotAllowed, NotFound.
    """
    found = elector(elector_id)
    if not may_vouch(actor, found.electorate):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_VOUCH)
    if actor.person_id is not None and actor.person_id == found.person_id:
        raise NotAllowed("Nobody vouches for oneself.")
    if found.electorate.state != RegisterState.FROZEN:
        raise NotAllowed("Letters are printed when the register is frozen.")
    code = _new_code(found, actor.appointment_id)
    ledger.record(events.VOUCHED, stream=found.electorate_id, actor=actor, codes={"elector": elector_id})
    return code


def link_person(elector_id: int, username: str, *, actor: Actor) -> None:
    """Link an entry to somebody's account, so that no code is needed. Raises Forbidden, Invalid."""
    found = elector(elector_id)
    require_edit(found.electorate, actor)
    person = people.find_by_username(username.strip())
    if person is None:
        raise Invalid("Nobody is called so here.", field="username")
    Elector.objects.filter(pk=elector_id).update(person=person)
