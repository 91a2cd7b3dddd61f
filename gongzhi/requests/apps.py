"""Registers the tags that requests record."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "gongzhi.requests"
    label = "requests"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.requests.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
