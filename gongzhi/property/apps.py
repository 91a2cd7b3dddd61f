"""Registers what the management of estates records and the kind of its orders."""

from django.apps import AppConfig


class PropertyConfig(AppConfig):
    name = "gongzhi.property"
    label = "property"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.property.events import TEXTS
        from gongzhi.property.kinds import register as register_kind

        register_kind()
        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
