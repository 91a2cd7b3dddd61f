"""Masks, limits, and normal forms of contacts: pure. The register of purposes stands in `purposes`."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

import phonenumbers

from gongzhi.core.errors import Invalid


class ContactKind(StrEnum):
    """How somebody can be reached."""

    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"  # the openid that the official account knows a follower by


# one plain address, as the outbox takes it: nothing that a header could be made of
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
# Most of what people type, known to be right without asking `phonenumbers`, which takes longer than the encryption.
_USUAL_MOBILE = re.compile(r"1(?:3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}")
_OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 20  # a whole office may share one address
LOCK_FOR = timedelta(minutes=15)
CODE_LIVES = timedelta(minutes=5)
CODE_TRIES = 5
CODE_EVERY = timedelta(minutes=1)
CODES_A_DAY = 10
CODES_AN_HOUR_AN_ADDRESS = 30
REVEALS_A_DAY = 30


def normalise_phone(text: str, *, mobile: bool = False) -> str:
    """E.164 of a Chinese number, however it was typed (full-width digits, spaces, dashes, +86).

    `mobile`: only a mainland mobile, which alone takes codes. Raises Invalid (field `phone`).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _USUAL_MOBILE.fullmatch(plain):
        return f"+86{plain}"
    for dash in "—–‐‑−·":
        plain = plain.replace(dash, "-")
    if not plain:
        raise Invalid("Enter a phone number.", field="phone")
    if any(c.isalpha() for c in plain):
        raise Invalid("A phone number has digits only, no letters.", field="phone")
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        raise Invalid("This is not a phone number.", field="phone") from None
    if number.country_code != 86 or not phonenumbers.is_valid_number_for_region(number, "CN"):
        raise Invalid("This is not a phone number of the mainland of China.", field="phone")
    if mobile and phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise Invalid("Enter a mobile number of 11 digits; a code cannot be sent to this one.", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_username(text: str) -> str:
    """The form in which user names are kept and compared."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def normalise_email(text: str) -> str:
    """Lower case, without blanks. Raises Invalid (field `email`)."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if len(plain) > 120 or not _EMAIL.fullmatch(plain):
        raise Invalid("This is not an e-mail address.", field="email")
    return plain


def normalise_wechat(text: str) -> str:
    """An openid as WeChat gives it. Raises Invalid (field `wechat`)."""
    if not _OPENID.fullmatch(text):
        raise Invalid("This is not a receiver at WeChat.", field="wechat")
    return text


def normalise(kind: str, text: str) -> str:
    """The normal form of that kind of contact. Raises Invalid."""
    if kind == ContactKind.PHONE:
        return normalise_phone(text)
    return normalise_email(text) if kind == ContactKind.EMAIL else normalise_wechat(text)


def national(phone: str) -> str:
    """A stored number as people dial it in China."""
    return phone.removeprefix("+86")


def mask_phone(phone: str) -> str:
    """138****8000; of a shorter number the last two digits only."""
    digits = national(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"{'*' * max(len(digits) - 2, 2)}{digits[-2:]}"


def mask_email(email: str) -> str:
    """z***@example.com"""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@{domain}"


def mask_name(name: str) -> str:
    """张*: the surname (two characters for compound ones) and one star, so that the length tells nothing."""
    plain = name.strip()
    if not plain:
        return ""
    return f"{plain[:2]}*" if plain[:2] in COMPOUND and len(plain) > 2 else f"{plain[:1]}*"


def mask_contact(kind: str, value: str) -> str:
    """The mask of that kind of contact."""
    if kind == ContactKind.PHONE:
        return mask_phone(value)
    return mask_email(value) if kind == ContactKind.EMAIL else f"{value[:2]}****{value[-2:]}"


_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟"
    "公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离"
    "长孙宇文司徒鲜于司空令狐百里呼延东郭南门西门轩辕拓跋"
)
COMPOUND = frozenset(_COMPOUND[i : i + 2] for i in range(0, len(_COMPOUND), 2))
