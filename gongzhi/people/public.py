"""The door of `people`."""

from gongzhi.people.actions.codes import CodeToSend, check_code, on_code, request_code, sweep_codes
from gongzhi.people.actions.persons import (
    create_account,
    create_person,
    create_person_inside,
    erase_person,
    give_consent,
    rename_person,
    rotate_contacts,
    set_contact,
)
from gongzhi.people.actions.reveal import reveal
from gongzhi.people.actions.sign_in import change_password, count_try, sign_in, sweep_throttles
from gongzhi.people.models import Account, Person
from gongzhi.people.queries import (
    MaskedContact,
    Seen,
    contact_of,
    contacts_of,
    find_by_email,
    find_by_phone,
    find_by_username,
    persons_with_phone,
    phone_for_sending,
    phones_for_sending,
    seen_of,
)
from gongzhi.people.rules import ContactKind, mask_email, mask_name, mask_phone, normalise_phone
from gongzhi.people.rules.purposes import PURPOSES, Purpose

__all__ = [
    "PURPOSES",
    "Account",
    "CodeToSend",
    "ContactKind",
    "MaskedContact",
    "Person",
    "Purpose",
    "Seen",
    "change_password",
    "check_code",
    "count_try",
    "contact_of",
    "contacts_of",
    "create_account",
    "create_person",
    "create_person_inside",
    "erase_person",
    "find_by_email",
    "find_by_phone",
    "find_by_username",
    "give_consent",
    "mask_email",
    "mask_name",
    "mask_phone",
    "normalise_phone",
    "persons_with_phone",
    "on_code",
    "phone_for_sending",
    "phones_for_sending",
    "rename_person",
    "request_code",
    "reveal",
    "rotate_contacts",
    "seen_of",
    "set_contact",
    "sign_in",
    "sweep_codes",
    "sweep_throttles",
]
