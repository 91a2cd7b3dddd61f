"""The part of `addresses` on reception."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"reception/": ("200", "405"),
    r"desk/reception/": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/reception/add/<int:place_id>/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 403 403 422 403 403"),
    r"desk/reception/end/<int:hours_id>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/reception/days/<int:hours_id>/<str:day>/": ("302 404 404 404 404 404 404 404 404", "405"),
    r"desk/reception/days/<int:hours_id>/<str:day>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/reception/list/": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/reception/list/export.xlsx": ("302 403 200 200 200 403 200 200 403", "405"),
    r"desk/reception/list/paper/<str:form>/": ("302 404 404 404 404 404 404 404 404", "405"),
    r"desk/reception/list/confirm/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 403 403 403 403 403"),
    r"desk/reception/waiting/": ("302 403 200 200 200 200 200 200 200", "405"),
    r"desk/reception/waiting/<int:waiting_id>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/reception/endings/": ("302 403 403 403 403 403 200 200 403", "405"),
    r"desk/reception/endings/export.xlsx": ("302 403 403 403 403 403 200 200 403", "405"),
    r"desk/reception/matters/<str:number>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/reception/matters/<str:number>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
}
