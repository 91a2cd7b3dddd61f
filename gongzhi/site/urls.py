"""Every address of the product; contexts bring their own `urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from gongzhi.site import accounts, health, portal

CONTEXTS = [
    "exchange",  # first: programs call often, and each list before them costs them time
    "kit",
    "people",
    "packs",
    "ledger",
    "places",
    "orgs",
    "notices",
    "files",
    "procedures",
    "disclosure",
    "voting",
    "requests",
    "structure",
    "deliberation",
    "elections",
    "patrol",
    "mediation",
    "channels",
    "needs",
    "duty",
    "property",
    "reception",
    "incidents",
    "standards",
    "insight",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    path("", portal.front, name="front"),
    path("desk/accounts/", accounts.accounts, name="accounts"),
    path("desk/accounts/<int:account_id>/reset/", accounts.reset, name="account-reset"),
    path("desk/sign-ins/", accounts.sign_ins, name="sign-ins"),
    *(path("", include(f"gongzhi.{name}.urls")) for name in CONTEXTS if find_spec(f"gongzhi.{name}.urls")),
]

handler400 = "gongzhi.kit.errors.bad_request"
handler403 = "gongzhi.kit.errors.permission_denied"
handler404 = "gongzhi.kit.errors.page_not_found"
handler500 = "gongzhi.kit.errors.server_error"
