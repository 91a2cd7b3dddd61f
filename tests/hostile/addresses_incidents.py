"""The part of `addresses` on incidents: Guiyang has no levels."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/incidents/": ("302 403 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/export.xlsx": ("302 403 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/paper/<str:form>/": ("302 404 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/counts/": ("302 404 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/counts/export.xlsx": ("302 404 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/<str:number>/": ("302 403 404 404 404 404 404 404 404", "405"),
    r"desk/incidents/<str:number>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
}
