"""Registers what duty records."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "gongzhi.duty"
    label = "duty"

    def ready(self) -> None:
        from gongzhi.duty.events import TEXTS
        from gongzhi.ledger.public import register

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
