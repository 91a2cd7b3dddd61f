"""Registers the tags that structure records."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "gongzhi.structure"
    label = "structure"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.structure.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
