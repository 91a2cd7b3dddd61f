"""Registers the tags that structure records."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "gongzhi.structure"
    label = "structure"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.structure.events import TEXTS
        from gongzhi.structure.kinds import MEMBER
        from gongzhi.structure.kinds import register as register_kinds
        from gongzhi.structure.queries.matters import register_lead
        from gongzhi.structure.queries.terms import lead_of_change

        register_kinds()
        register_lead(MEMBER, lead_of_change)

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
