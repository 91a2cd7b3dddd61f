"""Meetings of an electorate: who demanded it, and the code of the minute that is shown in the room. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from gongzhi.core.errors import Invalid

SLOT_SECONDS = 60  # a code is shown so long, and taken until the next one has been shown as long
PROOF_SECONDS = 600  # after the code was seen: time to sign in to the own account
ROLL_PAGE = 50


class Demand(Protocol):
    """Who may demand a meeting, as the rule set has it."""

    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def share(self) -> str: ...  # noqa: D102
    @property
    def article(self) -> str: ...  # noqa: D102


def fits(rule: str, kind: str) -> bool:
    """Whether a register of that kind (empty: a body, as the pack names it) decides by that rule."""
    if rule.startswith("owners-") or kind == "owners":
        return rule.startswith("owners-") and kind == "owners"
    kinds = {"residents-representatives": ("representatives",), "residents-assembly": ("persons", "households")}
    return not kind or kind in kinds.get(rule, (kind,))


def check_demand(demands: Iterable[Demand], by: str, count: int | None, of: int | None, paper: str) -> None:
    """Whoever demands a meeting must be as many as the rule of the day asks. Raises Invalid."""
    if not by:
        return
    found = next((d for d in demands if d.by == by), None)
    if found is None:
        raise Invalid("The rule of this meeting does not let these demand it.", field="demand_by")
    if not count or not of:
        raise Invalid("Say how many demand it, and of how many.", field="demand_count")
    if count > of:
        raise Invalid("More demand it than there are.", field="demand_count")
    if Fraction(count, of) < Fraction(found.share):
        raise Invalid(
            "%(n)s of %(m)s are fewer than %(share)s (%(article)s).",
            field="demand_count", n=count, m=of, share=found.share, article=found.article,
        )  # fmt: skip
    if not paper.strip():
        raise Invalid("Say where their signatures are kept.", field="demand_paper")


def slot_of(at: datetime) -> int:
    """The number of the minute."""
    return int(at.timestamp()) // SLOT_SECONDS


def code_of(key: bytes, meeting_id: int, slot: int) -> str:
    """Six digits for one meeting and one minute."""
    made = hmac.new(key, f"{meeting_id}:{slot}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 1_000_000:06d}"


def token_of(key: bytes, meeting_id: int, slot: int) -> str:
    """What the picture of the minute carries: nobody can make one without the key."""
    return hmac.new(key, f"qr:{meeting_id}:{slot}".encode(), hashlib.sha256).hexdigest()[:32]


def is_of_now(key: bytes, meeting_id: int, given: str, at: datetime) -> bool:
    """Whether a picture's token or typed digits are those of this minute or the one before."""
    plain = "".join(given.split())
    now = slot_of(at)
    known = [make(key, meeting_id, slot) for slot in (now, now - 1) for make in (code_of, token_of)]
    return any(hmac.compare_digest(plain.encode(), code.encode()) for code in known)
