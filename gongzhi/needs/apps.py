"""Registers what the two lists record."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "gongzhi.needs"
    label = "needs"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.needs.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
