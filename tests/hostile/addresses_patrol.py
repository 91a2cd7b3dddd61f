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
    r"field/manifest.webmanifest": ("200", "405"),
}
