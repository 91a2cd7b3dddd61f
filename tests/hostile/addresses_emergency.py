"""The part of `addresses` on emergency plans: the pack of these roles has none, so that nobody gets in."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/structure/emergency/": ("302 403 403 403 403 403 403 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/areas/<int:place_id>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/areas/<int:place_id>/branch/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/areas/<int:place_id>/secretary/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/confirm/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/needs/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/needs/new/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/order/<slug:verb>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/people/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/people/<int:helper_id>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/people/new/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/report.xlsx": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/report/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/rota.xlsx": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/rota/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/<int:emergency_id>/rota/off/<int:duty_id>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/rota/put/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/rota/settle/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/structure/emergency/<int:emergency_id>/scan/<int:file_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/structure/emergency/new/": ("302 403 403 403 403 403 403 403 403", "302 403 403 403 403 403 403 403 403"),
    r"structure/emergency/": ("200", "405"),
    r"structure/emergency/<int:emergency_id>/": ("404", "405"),
    r"structure/emergency/<int:emergency_id>/need/": ("404", "404"),
    r"structure/emergency/<int:emergency_id>/report-in/<str:code>/": ("404", "404"),
    r"structure/emergency/<int:emergency_id>/volunteer/": ("404", "404"),
}
