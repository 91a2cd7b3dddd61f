"""Every address of the product; contexts bring their own `urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
]
for _context in ("kit", "people", "packs", "ledger", "places", "orgs", "notices", "files", "procedures", "disclosure", "requests", "exchange"):
    if find_spec(f"gongzhi.{_context}.urls") is not None:
        urlpatterns.append(path("", include(f"gongzhi.{_context}.urls")))
