"""Registers what patrols record."""

from django.apps import AppConfig


class PatrolConfig(AppConfig):
    name = "gongzhi.patrol"
    label = "patrol"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.patrol.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
