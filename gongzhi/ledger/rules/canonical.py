"""What exactly is committed to: canonical texts, commitments, the message under a head. Pure.

The bytes of an entry and of a head stand in `verify_ledger.py`, which a stranger runs alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from gongzhi.core import entropy

Code = str | int | bool | None
SALT_BYTES = 16
MAX_CODE = 200  # characters: a code is a closed value, never somebody's words
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def canonical(values: Mapping[str, object]) -> str:
    """JSON with sorted keys, no blanks, no escapes but the needed ones: one text for one meaning."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def codes_text(codes: Mapping[str, Code], allowed: frozenset[str] | None) -> str:
    """The canonical text of closed codes. ValueError for a name that the tag does not declare, or a value that is not
    a short text, a whole number, true, false or null."""
    for name, value in codes.items():
        if not _NAME.fullmatch(name) or (allowed is not None and name not in allowed):
            raise ValueError(f"the tag does not declare the code {name!r}")
        if not (value is None or isinstance(value, str | int)):
            raise ValueError(f"the code {name} is a {type(value).__name__}, not a text or a whole number")
        if isinstance(value, str) and len(value) > MAX_CODE:
            raise ValueError(f"the code {name} is longer than a closed value can be; words belong in texts")
    # StrEnum members and their like are written as their plain value
    return canonical({n: str(v) if isinstance(v, str) else v for n, v in codes.items()})


def commitment(salt: bytes, field: str, text: str) -> str:
    """SHA-256 over salt, field, a zero byte and the text in UTF-8, as hex."""
    return hashlib.sha256(salt + field.encode() + b"\0" + text.encode()).hexdigest()


def commit(texts: Mapping[str, str | None]) -> tuple[str, list[tuple[str, bytes, str]]]:
    """The canonical text of commitments, and the openings (field, salt, text) in order of field; None is left out."""
    openings: list[tuple[str, bytes, str]] = []
    commitments: dict[str, str] = {}
    for field in sorted(texts):
        text = texts[field]
        if text is None:
            continue
        if not _NAME.fullmatch(field):
            raise ValueError(f"a field reads like public_text, not {field!r}")
        salt = entropy.token_bytes(SALT_BYTES)
        commitments[field] = commitment(salt, field, text)
        openings.append((field, salt, text))
    return canonical(commitments), openings
