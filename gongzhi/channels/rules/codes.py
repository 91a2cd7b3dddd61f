"""The code on paper by which a second person without a login says whether a box was emptied. Pure."""

from __future__ import annotations

import base64
import re
import unicodedata

LENGTH = 10  # letters and digits, 50 bits
_DIGITS = str.maketrans("018", "OIB")  # which the code has not, and which look like letters that it has


def of_key(key: bytes) -> str:
    """The code of a secret: A to Z, 2 to 7."""
    return base64.b32encode(key)[:LENGTH].decode()


def spoken(code: str) -> str:
    """In groups, as the paper shows it."""
    half = LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def clean(typed: str) -> str:
    """A code as it was typed or followed; empty where it cannot be one."""
    plain = re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", typed)).upper().translate(_DIGITS)
    return plain if re.fullmatch(rf"[A-Z2-7]{{{LENGTH}}}", plain) else ""
