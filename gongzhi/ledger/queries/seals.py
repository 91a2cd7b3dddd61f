"""The seal of the latest closed day as prints carry it: its address with everything for a check without a network."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongzhi.core.heavy import segno
from gongzhi.kit.papers import Picture
from gongzhi.kit.words import day as day_words
from gongzhi.ledger.models import Head
from gongzhi.ledger.queries.heads import SignedHead, latest_head, seen
from gongzhi.ledger.queries.proofs import seal_of


@dataclass(frozen=True, slots=True)
class Printed:
    """The seal of a day for prints. `address` is what the QR code says: a page that checks it, with size, root, key,
    moment and signature in it."""

    head: SignedHead
    address: str

    @property
    def day(self) -> date | None:
        """The day that it closes."""
        return self.head.day

    def svg(self, scale: int = 3) -> SafeString:
        """The QR code as SVG for a page; about `65 * scale` pixels wide."""
        drawn: str = _code(self.address).svg_inline(scale=scale, border=2, omitsize=False)
        return mark_safe(drawn)  # noqa: S308 - drawn by segno

    def picture(self, width_mm: int = 50) -> Picture:
        """The same as a picture for `kit.papers` (page, Word, PDF)."""
        held = io.BytesIO()
        _code(self.address).save(held, kind="png", scale=6, border=2)
        words = _("Seal of the public ledger, %(day)s: %(size)s entries") % {
            "day": day_words(self.day) if self.day else "—",
            "size": self.head.size,
        }
        return Picture(held.getvalue(), words, width_mm)


def _code(text: str) -> Any:
    return segno.make(text, error="m", micro=False)


def printed_seal(day: date | None = None) -> Printed | None:
    """The seal of that day, or of the latest closed day (else the latest head); None before the first."""
    rows = Head.objects.filter(day=day) if day else Head.objects.filter(day__isnull=False).order_by("-day")
    row = rows.first()
    head = seen(row) if row else None if day else latest_head()
    return Printed(head, address_of(head)) if head else None


def address_of(head: SignedHead) -> str:
    """The full address that checks a head: `…/ledger/seal/?g=SEAL`."""
    return f"{settings.SITE_ROOT}/ledger/seal/?g={seal_of(head).text}"
