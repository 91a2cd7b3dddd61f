"""Which acts stand in which part of an estate's page, and by which permission. Pure."""

from __future__ import annotations

from gongzhi.access.public import Permission

VERBS: dict[str, dict[str, Permission]] = {
    "contract": {
        "contract": Permission.PROPERTY_MANAGE, "end-contract": Permission.PROPERTY_MANAGE,
        "correct": Permission.PROPERTY_MANAGE,
    },
    "money": {
        "income": Permission.PROPERTY_MANAGE, "subsidy": Permission.PROPERTY_MANAGE,
        "strike": Permission.PROPERTY_MANAGE, "jobs": Permission.PROPERTY_MANAGE,
    },
    "homes": {"paper": Permission.PROPERTY_CHECK, "dwellings": Permission.PROPERTY_MANAGE},
    "watch": {"check": Permission.PROPERTY_CHECK, "order": Permission.PROPERTY_MANAGE},
}  # fmt: skip


def tab_of(verb: str) -> str | None:
    """The part in which an act stands."""
    return next((tab for tab, verbs in VERBS.items() if verb in verbs), None)
