"""A verdict as it is stored, and a reason of it as a sentence: once, for meetings, votes and the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gongzhi.core.verdict.decide import Reason, Verdict


def stored(found: Verdict) -> dict[str, Any]:
    """As JSON keeps it; numbers as exact texts. Texts are msgids, so that each reader gets the own language."""
    reasons = [stored_reason(r) for r in found.reasons]
    return {"valid": found.valid, "passed": found.passed, "elected": list(found.elected), "reasons": reasons}


def stored_reason(reason: Reason) -> dict[str, Any]:
    """One of its reasons."""
    return {
        "text": reason.text, "params": dict(reason.params), "translate": list(reason.translate),
        "need": str(reason.need), "have": str(reason.have), "article": reason.article, "met": reason.met,
    }  # fmt: skip


def sentence(reason: Mapping[str, Any], say: Callable[[str], str]) -> str:
    """A stored reason in the language of `say`, without its article."""
    params = {k: say(v) if k in reason["translate"] else v for k, v in reason["params"].items()}
    return say(reason["text"]) % params
