"""Registers what deliberation records and the kind of its matters."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "gongzhi.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        from gongzhi.deliberation.events import TEXTS
        from gongzhi.deliberation.kinds import register as register_kind
        from gongzhi.ledger.public import register

        register_kind()
        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
