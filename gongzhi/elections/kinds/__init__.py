"""The kind of matter that an election is."""

from __future__ import annotations

from gongzhi.access.public import Permission
from gongzhi.elections.rules.words import ELECTION
from gongzhi.procedures.public import MatterKind, register_kind

PAGE = "/desk/elections/{id}/"


def register() -> None:
    """Make the engine know it: who holds votes here sees it; who holds it or is offered it works on it."""
    register_kind(MatterKind(ELECTION, Permission.VOTE_HOLD, Permission.ORG_SEE, Permission.ORG_SEE, PAGE))
