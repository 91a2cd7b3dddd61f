"""Registers what incidents record."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "gongzhi.incidents"
    label = "incidents"

    def ready(self) -> None:
        from gongzhi.incidents.events import TEXTS
        from gongzhi.ledger.public import register

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
