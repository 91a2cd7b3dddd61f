"""Reads of codes on paper: which emptying a code belongs to. Nothing secret is stored, only an index of it."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.channels.models import Box, Emptying
from gongzhi.channels.rules import codes as rules
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit import crypto
from gongzhi.packs import public as packs

CODE_DAYS = 7  # where the channel is not in the pack any more


def code_of(row: Emptying) -> str:
    """The code that is out for an emptying: of its last issue alone."""
    return rules.of_key(crypto.derived_key(f"channels.emptying.{row.code_issue}", row.pk))


def index_of(code: str) -> str:
    """What is stored of a code."""
    return crypto.keyring().blind_index("channels-code", code)


def by_code(typed: str) -> Emptying:
    """The emptying of a code that was typed or followed, used or expired ones included. Raises NotFound."""
    code = rules.clean(typed)
    rows = Emptying.objects.select_related("box__place", "first")
    row = rows.filter(code_index=index_of(code)).first() if code else None
    if row is None:
        raise NotFound("There is no such code. Look at your paper once more; a newer paper replaces an older one.")
    return row


def is_over(row: Emptying) -> bool:
    """Whether the code that is out has expired."""
    return row.code_until is None or row.code_until < clock.today()


def last_day(box: Box) -> date:
    """Until when a code that is given out today is valid."""
    days = next((c.code_days for c in packs.active().channels if c.key == box.channel), CODE_DAYS)
    return clock.today() + timedelta(days=days)
