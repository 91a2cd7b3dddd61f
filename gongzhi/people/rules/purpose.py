"""What the register says of a personal field, and the words that many of its lines share. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.core.texts import N_


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a personal field is kept, on what basis, for how long, and how it shows. Texts are msgids."""

    fields: tuple[str, ...]  # context.Model.field
    title: str
    purpose: str
    basis: str
    retention: str
    mask: str


ANSWER = N_("To answer what you asked and to tell you how it goes on")
LAW = N_("Duty of the committee and its superiors by law (Personal Information Protection Law, article 13, 3)")
CONSENT = N_("Your consent (Personal Information Protection Law, article 13, 1)")
CLOSED = N_("Erased two years after the last matter was closed, or when you ask")
STAFF = N_("As long as the post is held, and three years after")
