"""Registers what reception records."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "gongzhi.reception"
    label = "reception"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.reception.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
