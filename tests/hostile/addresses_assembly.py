"""The same for the addresses of meetings of an electorate."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

HIDDEN = ("302 404 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405 405")
# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"assemblies/": ("200", "405"),
    r"assemblies/<int:meeting_id>/": ("404", "405"),
    r"meetings/<int:meeting_id>/here/": ("404", "404"),
    r"assemblies/<int:meeting_id>/object/": ("405", "404"),
    r"assemblies/<int:meeting_id>/minutes/<slug:form>/": ("404", "405"),
    r"desk/meetings/electorate/": ("302 403 403 403 403 403 200 403 403", "302 403 403 403 403 403 422 403 403"),
    r"desk/meetings/<int:meeting_id>/roll/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
    r"desk/meetings/<int:meeting_id>/door/": HIDDEN,
    r"desk/meetings/<int:meeting_id>/poster/<slug:form>/": HIDDEN,
    r"desk/meetings/<int:meeting_id>/announcement/<slug:form>/": HIDDEN,
    r"desk/meetings/<int:meeting_id>/sheet/<slug:form>/": HIDDEN,
    r"desk/meetings/<int:meeting_id>/voices/<int:motion_id>/": ("302 404 404 404 404 404 404 404 404", "302 404 404 404 404 404 404 404 404"),
}
