"""Registers what ways in record."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "gongzhi.channels"
    label = "channels"

    def ready(self) -> None:
        from gongzhi.channels.events import TEXTS
        from gongzhi.ledger.public import register

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
