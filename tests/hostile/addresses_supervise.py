"""The part of `addresses` on the check of public documents, supervisors and reviews."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/supervision/": ("302 403 403 403 403 403 403 403 403", "302 405 405 405 405 405 405 405 405"),
    r"ledger/document/<slug:kind>/<int:number>/": ("404", "405"),
    r"ledger/document/<slug:kind>/<int:number>/proof.json": ("404", "405"),
    r"ledger/seal/": ("200", "405"),
    r"ledger/seal/forget/": ("405", "302"),
    r"ledger/sheet/": ("404", "405"),
    r"meetings/<int:meeting_id>/": ("404", "405"),
}
