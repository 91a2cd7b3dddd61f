"""Registers what mediation records and the kind of its matters."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "gongzhi.mediation"
    label = "mediation"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.mediation.events import TEXTS
        from gongzhi.mediation.kinds import register as register_kind

        register_kind()
        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
