"""Reads: a person by phone, masked contacts, who saw what."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.kit import crypto
from gongzhi.kit.db.select import fetch, marks
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
from gongzhi.people.rules import ContactKind


@dataclass(frozen=True, slots=True)
class MaskedContact:
    """How a person shows where there is no reason for more; empty texts where nothing is known."""

    person_id: int
    name: str
    phone: str
    email: str
    wechat: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One time that a personal field was shown in clear."""

    at: datetime
    field: str
    reason: str
    by_name: str
    appointment_id: int | None


def aad(pk: int, column: str = "people_contact.sealed") -> str:
    """Where an encrypted value stands."""
    return f"{column}.{pk}"


def opened(contact: Contact) -> str:
    """The contact in clear. Only for `reveal` and for sending; raises crypto.CannotDecrypt."""
    return crypto.keyring().decrypt(contact.sealed, aad=aad(contact.pk))


def find_by_phone(phone: str) -> Person | None:
    """The person of that phone: one who proved to have it first, else the latest. Raises Invalid for no phone."""
    index = crypto.keyring().blind_index(ContactKind.PHONE, rules.normalise_phone(phone))
    return _by_index(index)


def persons_with_phone(phone: str) -> list[int]:
    """The ids of all persons who gave that phone (whoever reports without an account is a person of its own).
    Raises Invalid for no phone. One query; the caller has checked `person:find`."""
    index = crypto.keyring().blind_index(ContactKind.PHONE, rules.normalise_phone(phone))
    return list(
        Contact.objects.filter(index=index, kind=ContactKind.PHONE).order_by("-id").values_list("person_id", flat=True)
    )


def find_by_email(email: str) -> Person | None:
    """As `find_by_phone`. Raises Invalid for no address."""
    return _by_index(crypto.keyring().blind_index(ContactKind.EMAIL, rules.normalise_email(email)))


def _by_index(index: str) -> Person | None:
    rows = Contact.objects.filter(index=index).select_related("person").order_by("-id")
    found = max(rows, key=lambda c: (c.verified_at is not None, c.pk), default=None)
    return found.person if found else None


def consented(person_ids: Iterable[int], version: str) -> frozenset[int]:
    """Which of these persons agree to the text of that version. One query."""
    rows = Consent.objects.filter(person_id__in=list(person_ids), version=version, withdrawn_at=None)
    return frozenset(rows.values_list("person_id", flat=True))


def contacts_of(person_ids: Iterable[int]) -> dict[int, MaskedContact]:
    """Masked name and contacts of many persons, in two queries."""
    ids = sorted(set(person_ids))
    shown: dict[tuple[int, str], str] = {}
    for contact in Contact.objects.filter(person__in=ids).order_by("id"):
        shown[contact.person_id, contact.kind] = rules.mask_contact(contact.kind, opened(contact))
    rows = Person.objects.filter(pk__in=ids).order_by("id")
    return {
        p.pk: MaskedContact(
            p.pk, p.alias or rules.mask_name(p.name), *(shown.get((p.pk, k), "") for k in ("phone", "email", "wechat"))
        )
        for p in rows
    }


def contact_of(person_id: int) -> MaskedContact:
    """Masked name (an alias stands as it is) and contacts. Raises NotFound."""
    try:
        return contacts_of([person_id])[person_id]
    except KeyError:
        raise NotFound("There is no such person.") from None


def phone_for_sending(person_id: int) -> str | None:
    """The number (E.164) to which a message to the person goes; for sending only, it is never shown."""
    contact = Contact.objects.filter(person_id=person_id, kind=ContactKind.PHONE).first()
    return opened(contact) if contact else None


def phones_for_sending(person_ids: Iterable[int]) -> dict[int, str]:
    """As `phone_for_sending`, for many persons in one query; persons without a phone are left out."""
    rows = Contact.objects.filter(person__in=sorted(set(person_ids)), kind=ContactKind.PHONE).order_by("id")
    return {contact.person_id: opened(contact) for contact in rows}


def addresses_for_sending(person_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """How messages reach many persons: contact by kind, in clear, for sending only. One query."""
    found: dict[int, dict[str, str]] = {}
    ids = sorted(set(person_ids))
    for contact in fetch(Contact, f"WHERE t.person_id IN ({marks(ids)}) ORDER BY t.id", ids) if ids else ():
        found.setdefault(contact.person_id, {})[contact.kind] = opened(contact)
    return found


def person_of_wechat(openid: str) -> int | None:
    """The person whom the official account knows by that openid. Raises Invalid."""
    index = crypto.keyring().blind_index(ContactKind.WECHAT, rules.normalise_wechat(openid))
    known = Contact.objects.filter(index=index, kind=ContactKind.WECHAT, verified_at__isnull=False)
    return known.values_list("person_id", flat=True).first()


def seen_of(person_id: int, limit: int = 200) -> list[Seen]:
    """When, by whom and why the person's data was shown in clear, the latest first."""
    rows = Reveal.objects.filter(person_id=person_id).select_related("by_person").order_by("-at", "-id")[:limit]
    return [Seen(r.at, r.field, r.reason, r.by_person.name, r.appointment_id) for r in rows]


def find_by_username(username: str) -> Person | None:
    """The person who signs in under that name."""
    name = rules.normal_username(username)
    return Person.objects.filter(account__username=name, account__is_active=True).first()


def find_known(text: str, *, field: str = "person") -> Person:
    """The person of a user name or phone, as staff type it. Raises Invalid, which names the field of the form."""
    text = text.strip()
    found = find_by_username(text)
    if found is None and any(c.isdecimal() for c in text):
        with suppress(Invalid):
            found = find_by_phone(text)
    if found is None:
        raise Invalid("Nobody is known by that user name or phone.", field=field)
    return found


def has_second(account_id: int) -> bool:
    """Whether the account asks for a second step."""
    return SecondFactor.objects.filter(account_id=account_id, confirmed_at__isnull=False).exists()


def second_state(account_id: int) -> tuple[bool, int]:
    """Whether the second step is on, and how many recovery codes are left."""
    left = RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()
    return has_second(account_id), left


def is_linked(account_id: int) -> bool:
    """Whether the unit's sign-in service opens the account."""
    return LinkedLogin.objects.filter(account_id=account_id, issuer=settings.OIDC_ISSUER).exists()


def sessions_of(account_id: int) -> list[Session]:
    """Where the account is signed in now, the latest used first."""
    live = Session.objects.filter(account_id=account_id, expire_date__gt=clock.now())
    return list(live.order_by("-seen_at", "session_key")[:100])


def sign_ins_of(account_id: int, limit: int = 100) -> list[SignIn]:
    """What happened at the door of the account, the latest first."""
    return list(SignIn.objects.filter(account_id=account_id).order_by("-at", "-id")[:limit])


def sign_ins(accounts: QuerySet[Account]) -> QuerySet[SignIn]:
    """The record of those accounts, with tries of names that nobody has. The caller has checked `account:audit`."""
    known = Q(account__in=accounts.values("pk")) | Q(account=None)
    return SignIn.objects.filter(known).select_related("account__person")
