"""The part of `addresses` on the boards."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"board/": ("200", "405"),
    r"board/<int:posting_id>/": ("404", "405"),
    r"board/<int:posting_id>/ask/": ("404", "404"),
    r"board/<int:posting_id>/files/<int:file_id>/": ("404", "405"),
    r"board/<int:posting_id>/print/": ("404", "405"),
    r"board/days/": ("200", "405"),
    r"board/days/<int:day_id>/": ("404", "405"),
    r"board/days/<int:day_id>/ask/": ("404", "404"),
    r"board/feed.xml": ("200", "405"),
    r"board/queries/<str:number>/": ("404", "405"),
    r"board/queries/<str:number>/appeal/": ("404", "404"),
    r"desk/board/": ("302 403 403 403 403 403 200 403 403", "405"),
    r"desk/board/<int:posting_id>/correct/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/board/<int:posting_id>/proof/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/board/<int:posting_id>/query/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/board/<int:posting_id>/withdraw/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/board/days/<int:day_id>/cancel/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/board/days/<int:day_id>/enter/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
    r"desk/board/days/<int:day_id>/report/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/board/days/new/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/board/new/": ("302 403 403 403 403 403 200 403 403", "302 403 403 403 403 403 422 403 403"),
    r"desk/board/owed.xlsx": ("302 403 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405 405"),
    r"desk/board/owed/": ("302 403 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405 405"),
    r"desk/board/proofs/": ("302 403 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/board/queries/": ("302 403 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405 405"),
    r"desk/board/queries/<int:matter_id>/": ("302 403 404 404 404 404 404 404 404", "302 403 404 404 404 404 404 404 404"),
}
