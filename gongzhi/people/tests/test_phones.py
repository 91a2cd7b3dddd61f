"""Phone numbers as people type them."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from gongzhi.core.errors import Invalid
from gongzhi.people.rules import _USUAL_MOBILE, normalise_phone


def test_the_usual_mobiles_are_what_phonenumbers_finds_valid() -> None:
    chance = random.Random(5)
    starts = [f"1{n:02d}" for n in range(30, 90)]
    usual = 0
    for start in starts:
        for _n in range(20):
            typed = f"{start}{chance.randrange(10**8):08d}"
            number = phonenumbers.parse(typed, "CN")
            valid = phonenumbers.is_valid_number_for_region(number, "CN")
            mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
            if _USUAL_MOBILE.fullmatch(typed):
                usual += 1
                assert valid, typed
                assert mobile, typed
                assert normalise_phone(typed, mobile=True) == phonenumbers.format_number(number, 0)
            elif not valid:
                with pytest.raises(Invalid):
                    normalise_phone(typed)
    assert usual == 29 * 20


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (" 138 0013 8000 ", "+8613800138000"), ("１３８００１３８０００", "+8613800138000"),
        ("+86-199-0000-0000", "+8619900000000"), ("0851—8580 0000", "+8685185800000"),
    ],
)  # fmt: skip
def test_one_form_however_it_was_typed(typed: str, wanted: str) -> None:
    assert normalise_phone(typed) == wanted


@pytest.mark.parametrize("typed", ["", "12345", "1380013800", "138001380000", "1380013800a", "+1 212 555 0100"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normalise_phone(typed)
