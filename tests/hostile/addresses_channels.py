"""The part of `addresses` on ways in."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/chats/": ("302 403 200 200 200 403 200 200 403", "302 403 422 422 422 403 422 422 403"),
    r"desk/chats/<int:batch_id>/": ("302 403 404 404 404 403 404 404 403", "405"),
}
