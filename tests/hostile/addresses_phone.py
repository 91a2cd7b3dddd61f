"""The table of addresses: at the telephone, and the exchange that announces calls."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/call/": ("302 403 403 403 200 403 403 403 403", "302 403 403 403 422 403 403 403 403"),
    r"desk/call/seat/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 302 403 403 403 403"),
    r"desk/call/missed/": ("302 403 403 403 200 403 403 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/call/<int:call_id>/": ("302 403 403 403 404 403 403 403 403", "302 405 405 405 405 405 405 405 405"),
    **{
        rf"desk/call/<int:call_id>/{verb}/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 404 403 403 403 403")
        for verb in ("take", "note", "urge", "end", "told")
    },
    r"hooks/hotline": ("404", "404"),
    r"hooks/orders": ("404", "404"),
    r"hooks/orders/answers": ("404", "404"),
}
