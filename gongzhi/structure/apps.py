"""Registers the tags that structure records."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "gongzhi.structure"
    label = "structure"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.structure.events import TEXTS
        from gongzhi.structure.kinds import register as register_kinds

        register_kinds()

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
