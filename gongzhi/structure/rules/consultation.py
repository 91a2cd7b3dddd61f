"""Words of personnel consultation. Pure."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What the superior means to do."""

    APPOINT = "appoint"
    TRANSFER = "transfer"
    REMOVE = "remove"


CONSENTS, OBJECTS = "consents", "objects"
DONE, DROPPED = "done", "dropped"


def may_carry_out(answer: str, *, binds: bool) -> bool:
    """Whether the superior may go on: against an objection only where the right is not in force."""
    return answer == CONSENTS or not binds
