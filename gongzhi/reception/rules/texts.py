"""How long what is written down may be, and that it is words. Pure."""

from __future__ import annotations

import unicodedata

from gongzhi.core.errors import Invalid
from gongzhi.core.texts import check_length

ITEM_MAX = 300
ANSWER_MAX = 1000
HEARD_MAX = 1000
ITEMS_MOST = 30  # of one request


def clean(text: str, field: str, most: int) -> str:
    """The text without blanks around it. Raises Invalid where it holds no words or is too long."""
    text = text.strip()
    if sum(1 for c in text if unicodedata.category(c)[0] in "LN") < 2:
        raise Invalid("Say it in a few words.", field=field)
    check_length(text, most, field=field)
    return text


def lines(text: str) -> list[str]:
    """The items of a text with one on each line, without numbers or dashes before them."""
    found = (line.strip().lstrip("0123456789.、)）-—·• ").strip() for line in text.splitlines())
    return [line for line in found if line]
