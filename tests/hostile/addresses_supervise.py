"""The part of `addresses` on the check of public documents, supervisors and reviews."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/reviews/": ("302 403 200 200 200 200 200 200 200", "302 403 403 403 403 403 403 403 403"),
    r"desk/reviews/<int:review_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/reviews/<int:review_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/reviews/<int:review_id>/members/<int:member_id>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"councils/": ("200", "405"),
    r"councils/<int:body_id>/": ("404", "405"),
    r"councils/<int:body_id>/<int:appointment_id>/": ("404", "405"),
    r"councils/<int:body_id>/members.xlsx": ("404", "405"),
    r"reviews/": ("200", "405"),
    r"reviews/<int:review_id>/": ("404", "405"),
    r"desk/supervision/": ("302 403 403 403 403 403 403 403 403", "302 405 405 405 405 405 405 405 405"),
    r"ledger/document/<slug:kind>/<int:number>/": ("404", "405"),
    r"ledger/document/<slug:kind>/<int:number>/proof.json": ("404", "405"),
    r"ledger/seal/": ("200", "405"),
    r"ledger/seal/forget/": ("405", "302"),
    r"ledger/sheet/": ("404", "405"),
    r"meetings/<int:meeting_id>/": ("404", "405"),
}
