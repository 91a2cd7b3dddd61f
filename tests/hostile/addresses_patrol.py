"""The part of `addresses` on Field and patrols."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"field/": ("302 200 200 200 200 200 200 200 200", "405"),
    r"field/acts/": ("405", "302 403 422 422 422 422 422 422 422"),
    r"field/state.json": ("401 200 200 200 200 200 200 200 200", "405"),
    r"field/shell/": ("200", "405"),
    r"field/sw.js": ("200", "405"),
    r"desk/patrol/": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/patrol/week.xlsx": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/patrol/paper/<str:form>/": ("302 403 404 404 404 403 404 404 403", "405"),
    r"desk/patrol/<int:place_id>/": ("302 403 404 404 404 403 404 404 403", "405"),
    r"desk/patrol/<int:place_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 403 404 404 403"),
    r"field/manifest.webmanifest": ("200", "405"),
}
