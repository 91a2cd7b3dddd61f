"""The part of `addresses` on the management of estates: the pack of these roles knows nothing of it."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"property/": ("404", "405"),
    r"property/rate/": ("404", "404"),
    r"property/rate/<slug:code>/": ("404", "404"),
    r"property/<int:estate_id>/": ("404", "405"),
    r"desk/property/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/excel/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/new/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/property/import/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/property/import/take-over/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/property/orders/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/orders/excel/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/orders/<int:matter_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/orders/<int:matter_id>/files/<int:file_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/orders/<int:matter_id>/paper/<str:form>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/orders/<int:matter_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/property/<int:estate_id>/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/property/<int:estate_id>/slips/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/property/<int:estate_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
}
