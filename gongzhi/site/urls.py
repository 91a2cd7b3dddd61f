"""Every address of the product; contexts bring their own `urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

CONTEXTS = [
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
    "requests",
    "exchange",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    *(path("", include(f"gongzhi.{name}.urls")) for name in CONTEXTS if find_spec(f"gongzhi.{name}.urls")),
]
