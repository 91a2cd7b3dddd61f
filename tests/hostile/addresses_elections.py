"""The same for the addresses of elections."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/elections/": ("302 403 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/elections/<int:matter_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/elections/<int:matter_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/elections/<int:matter_id>/attendance/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/elections/<int:matter_id>/papers/<slug:what>/<slug:form>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/elections/new/": ("302 403 403 403 403 403 200 403 403", "302 403 403 403 403 403 422 403 403"),
    r"desk/elections/recall/": ("302 403 403 403 403 403 403 403 403", "302 403 403 403 403 403 403 403 403"),
    r"elections/": ("200", "405"),
    r"elections/<str:number>/": ("404", "405"),
    r"elections/<str:number>/answer/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"elections/<str:number>/recommend/": ("405", "404"),
}
