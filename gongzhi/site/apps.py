"""The composition root as a Django app: connects the contexts once everything is loaded."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """`gongzhi.site`."""

    name = "gongzhi.site"
    label = "site"

    def ready(self) -> None:
        from gongzhi.site import wiring

        wiring.connect()
