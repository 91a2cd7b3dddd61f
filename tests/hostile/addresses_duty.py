"""The part of `addresses` on duty and ledgers."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"duty/": ("200", "405"),
    r"desk/duty/": ("302 403 200 200 200 200 200 200 200", "405"),
    r"desk/duty/shifts/<int:stint_id>/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/duty/swaps/<int:swap_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/duty/<int:place_id>/": ("302 403 404 404 200 404 200 200 200", "405"),
    r"desk/duty/<int:place_id>/handover/": ("302 403 404 404 200 404 200 200 200", "405"),
    r"desk/duty/<int:place_id>/handover/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/duty/<int:place_id>/week.xlsx": ("302 403 404 404 200 404 200 200 200", "405"),
    r"desk/duty/<int:place_id>/paper/<str:form>/": ("302 403 404 404 404 404 404 404 404", "405"),
    r"desk/duty/<int:place_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/ledgers/": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/ledgers/<int:place_id>/<slug:key>/": ("302 403 404 404 404 403 404 404 403", "405"),
    r"desk/ledgers/<int:place_id>/<slug:key>/note/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 403 404 404 403"),
    r"desk/ledgers/<int:place_id>/<slug:key>/month.xlsx": ("302 403 404 404 404 403 404 404 403", "405"),
    r"desk/ledgers/<int:place_id>/<slug:key>/paper/<str:form>/": ("302 403 404 404 404 403 404 404 403", "405"),
}
