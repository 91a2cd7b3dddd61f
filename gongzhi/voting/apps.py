"""Registers the tags that voting records."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "gongzhi.voting"
    label = "voting"

    def ready(self) -> None:
        from gongzhi.ledger.public import register
        from gongzhi.voting.events import TEXTS

        for tag, (text, codes) in TEXTS.items():
            register(tag, text, codes)
