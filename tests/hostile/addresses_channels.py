"""The part of `addresses` on ways in."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/chats/": ("302 403 200 200 200 403 403 403 403", "302 403 422 422 422 403 403 403 403"),
    r"desk/chats/<int:batch_id>/": ("302 403 404 404 404 403 403 403 403", "405"),
    r"desk/boxes/": ("302 403 200 200 200 403 200 403 403", "302 403 403 403 403 403 422 403 403"),
    r"desk/boxes/register.xlsx": ("302 403 200 200 200 403 200 403 403", "405"),
    r"desk/boxes/<int:box_id>/": ("302 403 404 404 404 403 404 403 403", "302 403 404 404 404 403 404 403 403"),
    r"desk/boxes/<int:box_id>/away/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 403 404 403 403"),
    r"desk/boxes/emptied/<int:emptying_id>/": ("302 403 404 404 404 403 403 403 403", "405"),
    r"desk/boxes/emptied/<int:emptying_id>/there/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/boxes/emptied/<int:emptying_id>/<int:number>/": ("302 403 404 404 404 403 403 403 403", "302 403 404 404 404 403 403 403 403"),
    r"desk/sounds/": ("302 403 403 403 200 403 200 403 403", "405"),
    r"desk/sounds/<int:speech_id>/": ("302 403 403 403 404 403 404 403 403", "302 403 403 403 404 403 404 403 403"),
    r"desk/sounds/<int:speech_id>/file/": ("302 403 403 403 404 403 404 403 403", "405"),
    r"desk/behalf/<str:number>/": ("302 404 404 403 200 404 200 403 404", "302 404 404 403 422 404 422 403 404"),
    r"desk/boxes/emptied/<int:emptying_id>/code/": ("302 405 405 405 405 405 405 405 405", "302 403 404 404 404 403 403 403 403"),
    r"desk/boxes/emptied/<int:emptying_id>/code/<str:form>/": ("302 403 404 404 404 403 403 403 403", "405"),
    r"boxes/": ("200", "422"),
    r"boxes/<str:code>/": ("404", "404"),
    r"speak/": ("200", "422"),
    r"speak/<str:number>/": ("404", "404"),
    r"speak/<str:number>/file/": ("404", "405"),
    r"behalf/<str:number>/": ("404", "404"),
}
