"""Registers what elections record and the kind of their matters."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "gongzhi.elections"
    label = "elections"

    def ready(self) -> None:
        from gongzhi.elections.events import TEXTS
        from gongzhi.elections.kinds import register as register_kind
        from gongzhi.ledger.public import register

        register_kind()
        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
