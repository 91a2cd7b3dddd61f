"""Signed heads and the public keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from gongzhi.kit.paging import Page, paged
from gongzhi.ledger.models import Head
from gongzhi.ledger.rules import verify_ledger


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed head; bytes as hex. `day` is the day that it closes, None for one signed for an export."""

    id: int
    size: int
    root: str
    at: datetime
    at_ms: int
    day: date | None
    key: str
    signature: str


def seen(row: Head) -> SignedHead:
    """The reader's view of a row."""
    return SignedHead(
        row.pk,
        row.size,
        bytes(row.root).hex(),
        row.at,
        row.at_ms,
        row.day,
        bytes(row.key).hex(),
        bytes(row.signature).hex(),
    )


def latest_head() -> SignedHead | None:
    """The signed head over the most entries, the latest of them."""
    row = Head.objects.order_by("-size", "-id").first()
    return seen(row) if row else None


def head_of(day: date) -> SignedHead | None:
    """The head that closed a day."""
    row = Head.objects.filter(day=day).first()
    return seen(row) if row else None


def day_heads(after: str = "", size: int = 31) -> Page[SignedHead]:
    """The heads of closed days, the latest first; `after` is the cursor of a page before. Invalid for a wrong one."""
    page = paged(Head.objects.filter(day__isnull=False), ["-day"], after=after, size=size)
    return Page([seen(row) for row in page.items], page.after, page.started_after, page.total)


def all_heads(size: int) -> list[SignedHead]:
    """Every signed head up to `size`, in the order of signing."""
    return [seen(row) for row in Head.objects.filter(size__lte=size).order_by("id")]


def keys_file() -> Path:
    """The public keys ever used, one hex a line, beside the private one (so that a new key does not undo old heads)."""
    private = Path(settings.LEDGER_KEY_FILE)
    return private.with_name(private.name + ".pub")


def public_keys() -> list[bytes]:
    """The public keys (32 bytes each) that this installation trusts; empty before the first head."""
    file = keys_file()
    return [bytes.fromhex(line) for line in file.read_text().split()] if file.exists() else []


def is_signed(head: SignedHead) -> bool:
    """Whether one of our keys signed the head."""
    key = bytes.fromhex(head.key)
    if key not in public_keys():
        return False
    day = head.day.isoformat() if head.day else ""
    message = verify_ledger.head_message(head.size, bytes.fromhex(head.root), head.at_ms, day)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(head.signature), message)
    except InvalidSignature:
        return False
    return True
