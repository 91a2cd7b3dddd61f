"""Signatures of webhooks, and what a short message asks for. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.core.errors import Invalid

WINDOW_SECONDS = 300


def in_time(stamp: str, now: datetime) -> bool:
    """Whether a timestamp (seconds since 1970) is at most five minutes off."""
    return bool(re.fullmatch(r"[0-9]{1,12}", stamp)) and abs(now.timestamp() - int(stamp)) <= WINDOW_SECONDS


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over `timestamp.body`."""
    return hmac.new(secret.encode(), stamp.encode("utf-8", "surrogatepass") + b"." + body, hashlib.sha256).hexdigest()


def signed(given: str, secret: str, stamp: str, body: bytes) -> bool:
    """Whether that is the signature (`sha256=` before it is allowed)."""
    return same(sign(secret, stamp, body), given.removeprefix("sha256=").lower())


def same(expected: str, given: str) -> bool:
    """Whether two signatures are the same; takes the same time for every wrong one."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def sign_form(secret: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Twilio's signature of a form: base64 of HMAC-SHA1 over the address and the sorted fields."""
    text = url + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha1).digest()).decode()


class Wish(StrEnum):
    """What a short message asks for."""

    TELL = "tell"  # says something: new, or to be added where the conversation still runs
    NEW = "new"  # says outright that it is another thing
    ADD = "add"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Said:
    """A short message understood: the wish, the words, and the number of a request where it names one."""

    wish: Wish
    words: str
    number: str = ""


_HELP = {"你好", "您好", "在吗", "在么", "帮助", "help", "hi", "hello", "?", "？", "怎么用"}
_ADD = re.compile(r"^(?:加|补充)(?:[\s:：,，]+|$)(.*)", re.DOTALL)
_NEW = re.compile(r"^新(?:[\s:：,，]+|$)(.*)", re.DOTALL)
_NUMBER = re.compile(r"^(?:编号|#)?[\s:：]*(\d{3}[\s-]?\d{3}[\s-]?\d{4})(?!\d)[\s:：,，]*(.*)", re.DOTALL)


def understand(text: str) -> Said:
    """`加 …` or a number before the words adds to a request, `新 …` begins another, a greeting asks for help."""
    plain = unicodedata.normalize("NFC", text).strip()
    if unicodedata.normalize("NFKC", plain).lower().rstrip("!！。.~") in _HELP:
        return Said(Wish.HELP, "")
    rest, adds = plain, False
    if found := _ADD.match(plain):
        rest, adds = found[1].strip(), True
    if numbered := _NUMBER.match(unicodedata.normalize("NFKC", rest)):
        return Said(Wish.ADD, numbered[2].strip(), re.sub(r"\D", "", numbered[1]))
    if adds:
        return Said(Wish.ADD, rest)
    if begun := _NEW.match(plain):
        return Said(Wish.NEW, begun[1].strip())
    return Said(Wish.TELL, plain)


def text_of(values: dict[str, object], name: str, most: int, *, needed: bool = False) -> str:
    """A text of a JSON object, without control characters. Raises Invalid (field)."""
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        value = ""
    if not isinstance(value, str) or len(value) > most:
        raise Invalid("This is too long, or it is no text.", field=name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Invalid("This is too long, or it is no text.", field=name) from None
    plain = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    if needed and not plain:
        raise Invalid("This was not given.", field=name)
    return plain
