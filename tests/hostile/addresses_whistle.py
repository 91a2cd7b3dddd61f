"""The part of `addresses` on departments that are asked, disputed duties and calls back."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/coordination/": ("302 403 403 403 403 403 200 200 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/coordination/export.xlsx": ("302 403 403 403 403 403 200 200 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/whistle/": ("302 200 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405 405"),
    r"desk/whistle/batch/": ("302 405 405 405 405 405 405 405 405", "302 422 422 422 422 422 422 422 422"),
    r"desk/whistle/disputes/<int:dispute_id>/": ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405"),
    r"desk/whistle/disputes/<int:dispute_id>/rule/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"desk/calls/": ("302 200 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405 405"),
    r"desk/calls/<int:call_id>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/calls/<int:call_id>/reveal/": ("302 405 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404 404"),
    r"r/<str:number>/call/": ("405", "404"),
    r"r/<str:number>/no-calls/": ("405", "404"),
}
