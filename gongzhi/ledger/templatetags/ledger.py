"""What pages and prints of other contexts carry of the ledger: `{% load ledger %}`."""

from __future__ import annotations

from typing import Any

from django import template

from gongzhi.core.errors import DomainError
from gongzhi.ledger.queries.proofs import entry_of
from gongzhi.ledger.queries.seals import printed_seal
from gongzhi.ledger.rules.documents import document

register = template.Library()


@register.inclusion_tag("ledger/_seal_qr.html")
def day_head_qr(scale: int = 3) -> dict[str, Any]:
    """`{% day_head_qr %}` on any page to print: the seal of the latest closed day as a QR code with its day, size and
    one line that says how to check. Nothing where no day was sealed yet. Two queries; needs no style sheet. For papers
    (`kit.papers`): `ledger.public.printed_seal()` and its `.picture()` in a `Section(picture=…)`."""
    seal = printed_seal()
    return {"seal": seal, "svg": seal.svg(scale) if seal else ""}


@register.inclusion_tag("ledger/_document_check.html")
def document_check(kind: str, number: int) -> dict[str, Any]:
    """`{% document_check "posting" posting.pk %}` at the foot of a public page: its entry and fingerprint, and the
    button to the check. Nothing where the document is not public. The kind is registered by `register_document`."""
    try:
        found = document(kind, number)
    except DomainError:
        return {"document": None}
    row = entry_of(found)
    return {"document": found, "entry": row, "hash": bytes(row.hash).hex() if row else ""}
