"""Registers the tags that standards records."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "gongzhi.standards"
    label = "standards"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.standards.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
