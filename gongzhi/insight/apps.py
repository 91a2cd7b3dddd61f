"""Registers the tags that insight records."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "gongzhi.insight"
    label = "insight"

    def ready(self) -> None:
        from gongzhi.insight.events import TEXTS
        from gongzhi.ledger.public import register

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
