"""Registers the tags that exchange records."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "gongzhi.exchange"
    label = "exchange"

    def ready(self) -> None:
        from gongzhi.exchange.events import TEXTS
        from gongzhi.ledger.public import register

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
