"""Registers what disclosure records and the kind of its matters."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongzhi.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        from gongzhi.disclosure.events import TEXTS
        from gongzhi.disclosure.kinds import register as register_kind
        from gongzhi.ledger.public import register

        register_kind()
        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
