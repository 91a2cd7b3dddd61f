"""The part of `addresses` on gardens, talks and discussions: the pack of these roles speaks of neither, so that nobody gets in."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

HIDDEN = ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405")
BOTH = (HIDDEN[0], HIDDEN[0])
ACT = ("302 405 405 405 405 405 405 405 405", HIDDEN[0])

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"gardens/": ("404", "405"),
    r"gardens/<int:garden_id>/": ("404", "405"),
    r"gardens/<int:garden_id>/adopt/": ("404", "404"),
    r"gardens/<int:garden_id>/give/": ("404", "404"),
    r"gardens/adoptions/<str:number>/": ("404", "405"),
    r"gardens/adoptions/<str:number>/<slug:verb>/": ("405", "404"),
    r"gardens/adoptions/<str:number>/paper/<str:form>/": ("404", "405"),
    r"gardens/offers/<str:number>/": ("404", "404"),
    r"gardens/offers/<str:number>/<int:gift_id>/<str:form>/": ("404", "405"),
    r"desk/gardens/": HIDDEN,
    r"desk/gardens/<int:garden_id>/": HIDDEN,
    r"desk/gardens/<int:garden_id>/<slug:verb>/": ACT,
    r"desk/gardens/<int:garden_id>/care/": HIDDEN,
    r"desk/gardens/<int:garden_id>/care/<slug:verb>/": ACT,
    r"desk/gardens/<int:garden_id>/papers/<slug:kind>/<int:about>/<str:form>/": HIDDEN,
    r"desk/gardens/<int:garden_id>/photo/<int:file_id>/": HIDDEN,
    r"desk/gardens/care/<int:matter_id>/": BOTH,
    r"desk/gardens/new/": BOTH,
    r"topics/<str:number>/report/<int:comment_id>/": ("404", "404"),
    r"desk/topics/<int:matter_id>/forum/": HIDDEN,
    r"desk/topics/<int:matter_id>/forum/<slug:verb>/": ACT,
    r"talks/": ("404", "405"),
    r"talks/<int:series_id>/": ("404", "405"),
    r"desk/talks/": HIDDEN,
    r"desk/talks/new/": BOTH,
    r"desk/talks/tasks/<int:matter_id>/": BOTH,
    r"desk/talks/<int:series_id>/": HIDDEN,
    r"desk/talks/<int:series_id>/record/<int:round_id>/<str:form>/": HIDDEN,
    r"desk/talks/<int:series_id>/<slug:verb>/": ACT,
}
