"""The invented words of a story."""

from __future__ import annotations

import random

from gongzhi.packs import public as packs
from gongzhi.stories.words import answered, asked
from gongzhi.stories.words.answered import OVERRIDE

__all__ = ["OVERRIDE", "answer", "answered", "asked", "complaint", "public_question"]


def complaint(
    plan: packs.Story, kind: packs.RequestType, chance: random.Random, *, at: str, street: str, estate: str
) -> str:
    """What a resident says about something of this type: the pack's words, the common ones, or the description."""
    templates = plan.asked.get(kind.key) or asked.ASKED.get(kind.key) or (f"{{at}}：{kind.description}请安排处理。",)
    text = chance.choice(templates)
    return text.format(at=at, street=street, estate=estate, n=chance.randint(2, 6), when=chance.choice(asked.WHEN))


def answer(plan: packs.Story, kind: packs.RequestType, ending: str, chance: random.Random) -> str:
    """The public answer for an ending."""
    if ending == "solved":
        known = {**answered.SOLVED, **answered.SOLVED_TYPE, **plan.solved}
        groups = [kind.group, *(t.group for t in packs.load("common").request_types if t.key == kind.key)]
        found = next((known[k] for k in (kind.key, *groups) if k in known), answered.SOLVED["facilities"])
        return chance.choice(found)
    choices = {
        "explained": answered.EXPLAINED,
        "planned": answered.PLANNED,
        "not_ours": answered.NOT_OURS,
        "duplicate": answered.DUPLICATE,
        "withdrawn": answered.WITHDRAWN,
    }
    return chance.choice(choices.get(ending, answered.EXPLAINED))


def public_question(kind: packs.RequestType, street: str) -> str:
    """How the board says what was asked: without house, person or number."""
    return f"居民反映{street}一带的问题（{kind.title}），请求处理。"
