"""A voter with a program of one's own: does what the page's script does."""

from __future__ import annotations

import os

from gongzhi.voting import public as voting
from gongzhi.voting.actions import keys
from gongzhi.voting.models import Poll
from gongzhi.voting.rules import blind


class Voter:
    """One elector with a browser."""

    def __init__(self, poll: Poll, elector_id: int) -> None:
        self.poll, self.elector_id = poll, elector_id
        self.key = keys.public(poll.key)
        self.message = blind.prepare(os.urandom(32), os.urandom(32))
        r = int.from_bytes(os.urandom(self.key.length - 1), "big") | 1
        self.blinded, self._inverse = blind.blind(self.key, self.message, salt=os.urandom(48), r=r)
        self.signature = b""

    def ask(self) -> None:
        signed = voting.issue(self.poll.pk, self.elector_id, self.blinded)
        self.signature = blind.finalize(self.key, self.message, signed, self._inverse)

    def cast(self, choice: str) -> bool:
        return voting.cast_secret(self.poll.pk, self.message, self.signature, [choice])
