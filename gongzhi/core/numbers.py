"""Short public numbers: not guessable in sequence, with a check digit. Pure."""

from __future__ import annotations

import re
import unicodedata

from stdnum import damm

from gongzhi.core import entropy
from gongzhi.core.errors import Invalid

NUMBER_DIGITS = 9


def new_number() -> str:
    """A request number: 9 digits of chance and a Damm check digit: short, not guessable in sequence."""
    body = str(entropy.below(9 * 10 ** (NUMBER_DIGITS - 1)) + 10 ** (NUMBER_DIGITS - 1))
    return body + damm.calc_check_digit(body)


def clean_number(typed: str) -> str:
    """The number as stored, from what a person typed or read aloud (spaces, dashes, full-width digits).

    Raises Invalid where the length or the check digit is off, so that a slip of one digit is told at once."""
    digits = re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(rf"\d{{{NUMBER_DIGITS + 1}}}", digits):
        raise Invalid("A request number has 10 digits.", field="number")
    if not damm.is_valid(digits):
        raise Invalid("This is not a request number: one digit is wrong.", field="number")
    return digits


def spoken(number: str) -> str:
    """The number in groups, to be read aloud: 3-3-4."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"
