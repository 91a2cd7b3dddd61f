"""The part of `addresses` on mediation: there is no case, so that nobody opens one; lists and forms by post."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"help-hours/": ("404", "405"),
    r"desk/help-hours/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/help-hours/<int:station_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/help-hours/<int:station_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 404 404 404 403"),
    r"mediation/": ("200", "422"),
    r"mediation/<str:number>/": ("404", "404"),
    r"desk/mediation/": ("302 403 200 200 200 200 200 200 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/mediation/new/": ("302 403 200 200 200 403 403 403 403", "302 403 422 422 422 403 403 403 403"),
    r"desk/mediation/from/<str:number>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/mediation/<int:matter_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/mediation/<int:matter_id>/papers/<slug:what>/<slug:form>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/mediation/<int:matter_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
}
