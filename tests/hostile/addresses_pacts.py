"""The part of `addresses` on pacts of residents: the drafts are for those who run topics there."""

# ruff: noqa: E501 - one address a line reads better

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"desk/pacts.xlsx": ("302 403 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/pacts/": ("302 403 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/pacts/<int:pact_id>/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/pacts/<int:pact_id>/<int:version_id>/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/pacts/<int:pact_id>/scan/<int:file_id>/": ("302 403 403 403 403 403 404 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/pacts/<int:pact_id>/take-over/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"desk/pacts/start/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 403 403 404 403 403"),
    r"desk/hearings/": ("302 403 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/hearings/<int:hearing_id>/": ("302 403 403 403 403 403 404 403 403", "302 405 405 405 405 405 405 405 405"),
    r"desk/hearings/<int:hearing_id>/<slug:verb>/": ("302 405 405 405 405 405 405 405 405", "302 403 403 403 403 403 404 403 403"),
    r"desk/hearings/new/<int:matter_id>/": ("302 403 403 403 403 403 404 403 403", "302 403 403 403 403 403 404 403 403"),
    r"hearings/": ("200", "405"),
    r"hearings/<int:hearing_id>/": ("404", "405"),
    r"hearings/<int:hearing_id>/record/<str:form>/": ("404", "405"),
    r"hearings/<int:hearing_id>/sign-up/": ("405", "404"),
    r"hearings/<int:hearing_id>/withdraw/": ("405", "404"),
    r"pacts/": ("200", "405"),
    r"pacts/<int:pact_id>/": ("404", "405"),
    r"pacts/<int:pact_id>/<int:version_id>/": ("404", "405"),
    r"pacts/<int:pact_id>/<int:version_id>/<str:form>/": ("404", "405"),
    r"pacts/<int:pact_id>/compare/": ("404", "405"),
    r"pacts/<int:pact_id>/poster/<str:form>/": ("404", "405"),
}
