"""Persons, contacts, accounts; erasure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.kit import crypto
from gongzhi.kit.db.insert import insert, insert_all
from gongzhi.kit.db.make import make
from gongzhi.ledger import public as ledger
from gongzhi.people import rules
from gongzhi.people.models import (
    Account,
    Consent,
    Contact,
    LinkedLogin,
    Person,
    RecoveryCode,
    Reveal,
    SecondFactor,
    Session,
    SignIn,
)
from gongzhi.people.queries import aad, opened
from gongzhi.people.rules import ContactKind

ERASED = ledger.register("people:person:erased", _("A person's data erased"), ["person", "why"])


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whom a loader brings in; fields as in `create_person`."""

    name: str
    alias: str = ""
    phone: str = ""
    email: str = ""


def create_person(*, name: str, phone: str | None = None, email: str | None = None, alias: str = "") -> Person:
    """A new person with what is needed to answer. Raises Invalid (fields name, alias, phone, email)."""
    with transaction.atomic():
        return create_person_inside(name=name, phone=phone, email=email, alias=alias)


def create_person_inside(*, name: str, phone: str | None = None, email: str | None = None, alias: str = "") -> Person:
    """`create_person` in the caller's transaction: two INSERTs, no savepoint. Contacts are not verified, so that none
    can clash with another person's."""
    person = make(Person, name=_clean_name(name, "name"), alias=_clean_name(alias, "alias"))
    given = [(ContactKind.PHONE, rules.normalise_phone(phone))] if phone else []
    if email:
        given.append((ContactKind.EMAIL, rules.normalise_email(email)))
    insert([person])
    if given:
        insert([_contact(person.pk, kind, plain) for kind, plain in given])
    return person


def create_persons(given: Sequence[NewPerson]) -> list[int]:
    """Many persons in the caller's transaction (loaders); their ids in the order given. Raises Invalid."""
    people, contacts = [], []
    for new in given:
        person = Person(name=_clean_name(new.name, "name"), alias=_clean_name(new.alias, "alias"))
        people.append(person)
        if new.phone:
            contacts.append(_contact(person.pk, ContactKind.PHONE, rules.normalise_phone(new.phone)))
        if new.email:
            contacts.append(_contact(person.pk, ContactKind.EMAIL, rules.normalise_email(new.email)))
    insert_all(people)
    insert_all(contacts)
    return [p.pk for p in people]


def _contact(person_id: int, kind: ContactKind, plain: str) -> Contact:
    ring = crypto.keyring()
    row = make(Contact, person_id=person_id, kind=kind, index=ring.blind_index(kind, plain))
    row.sealed = ring.encrypt(plain, aad=aad(row.pk))
    return row


def _clean_name(text: str, field: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if len(plain) > 60 or any(unicodedata.category(c) == "Cc" for c in plain):
        raise Invalid("A name has at most 60 characters.", field=field)
    return plain


def rename_person(person_id: int, *, name: str, alias: str = "") -> None:
    """Correct how somebody is called. Raises Invalid, NotFound."""
    changed = Person.objects.filter(pk=person_id, erased_at=None)
    if not changed.update(name=_clean_name(name, "name"), alias=_clean_name(alias, "alias")):
        raise NotFound("There is no such person.")


def set_contact(person_id: int, kind: str, value: str, *, verified: bool = False) -> None:
    """Keep or replace a contact of the person. Raises Invalid; Conflict where another person proved to have it."""
    plain = rules.normalise(kind, value)
    ring = crypto.keyring()
    index = ring.blind_index(kind, plain)
    try:
        with transaction.atomic():
            old = Contact.objects.filter(person_id=person_id, kind=kind).first()
            if old is not None and old.index == index and (old.verified_at is not None or not verified):
                return
            Contact.objects.filter(person_id=person_id, kind=kind).delete()
            row = Contact(person_id=person_id, kind=kind, index=index, verified_at=clock.now() if verified else None)
            row.sealed = ring.encrypt(plain, aad=aad(row.pk))
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This phone number or address belongs to another account.") from None


def create_account(*, person: Person | int, username: str, password: str | None) -> Account:
    """A way to sign in; without a password only by phone code. Raises Invalid (username, password), Conflict."""
    name = rules.normal_username(username)
    if not name or len(name) > 60:
        raise Invalid("Enter a user name of at most 60 characters.", field="username")
    account = Account(person_id=person if isinstance(person, int) else person.pk, username=name)
    if password is None:
        account.set_unusable_password()
    else:
        try:
            check_strength(password, account)
        except Invalid as error:
            raise Invalid(error.message, field="password") from None
        account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This user name is taken, or the person has an account already.") from None
    return account


def check_strength(password: str, account: Account) -> None:
    """Raise Invalid (field `new`), in the reader's language, for a password that is too weak."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="new") from None


def give_consent(person_id: int, version: str) -> None:
    """Note that the person agreed to the text of that version; once."""
    with transaction.atomic():
        if not Consent.objects.filter(person_id=person_id, version=version, withdrawn_at=None).exists():
            Consent(person_id=person_id, version=version).save(force_insert=True)


def withdraw_consent(person_id: int, version: str) -> None:
    """The person no longer agrees to the text of that version."""
    Consent.objects.filter(person_id=person_id, version=version, withdrawn_at=None).update(withdrawn_at=clock.now())


def erase_person(person_id: int, *, actor: Actor, why: str) -> None:
    """Erase a person: name, contacts, the way to sign in, and the openings of their texts in the ledger.

    `why`: `retention` (the time of the purpose is over), `request` (the person asked), `consent` (it was withdrawn).
    The caller makes sure that no matter is open and that the person holds no post. What happened stays in the ledger,
    without the words. Raises NotFound, Conflict (erased already), Invalid.
    """
    if why not in {"retention", "request", "consent"}:
        raise Invalid("Say why the data is erased.", field="why")
    with transaction.atomic():
        if not Person.objects.filter(pk=person_id).exists():
            raise NotFound("There is no such person.")
        if not Person.objects.filter(pk=person_id, erased_at=None).update(name="", alias="", erased_at=clock.now()):
            raise Conflict("This person's data has been erased already.")
        Contact.objects.filter(person_id=person_id).delete()
        Reveal.objects.filter(person_id=person_id).update(reason="")
        Consent.objects.filter(person_id=person_id, withdrawn_at=None).update(withdrawn_at=clock.now())
        Account.objects.filter(person_id=person_id).update(
            is_active=False, username=f"erased-{person_id}", password=f"!{entropy.token_urlsafe(24)}"
        )
        account_ids = Account.objects.filter(person_id=person_id).values("pk")
        for kept in (SecondFactor, RecoveryCode, LinkedLogin, Session, SignIn):
            kept.objects.filter(account_id__in=account_ids).delete()
        ledger.erase(person_id, actor=actor)
        ledger.record(ERASED, stream=person_id, actor=actor, codes={"person": person_id, "why": why})


def rotate_contacts(limit: int = 200) -> int:
    """Re-encrypt contacts that an older key sealed; how many were done. Any number of workers may run it."""
    ring = crypto.keyring()
    done = 0
    for row in Contact.objects.exclude(sealed__startswith=ring.prefix).order_by("id")[:limit]:
        fresh = ring.encrypt(opened(row), aad=aad(row.pk))
        done += Contact.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=fresh)
    return done
