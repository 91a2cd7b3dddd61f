"""The part of `addresses` on the lists of needs and services: the pack of these roles has none, so nobody gets in."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/needs/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/needs/<int:line_id>/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/needs/<int:line_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/needs/figures/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/needs/from-request/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 404"),
    r"desk/needs/matches/": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/needs/new/<slug:side>/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/needs/tables/<slug:what>.xlsx": ("302 403 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"needs/": ("404", "405"),
    r"needs/<str:number>/": ("404", "405"),
    r"needs/<str:number>/<slug:verb>/": ("405", "404"),
    r"needs/new/<slug:side>/": ("404", "404"),
}
