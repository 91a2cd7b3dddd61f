"""Address and text of an SMS, sealed at rest: they hold phone numbers, links with secrets and sign-in codes."""

from __future__ import annotations

import json

from gongzhi.notices.rules import Draft


def seal(draft: Draft, pk: int) -> bytes:
    """The sealed bytes of column `notices_message.sealed` of row `pk`."""
    return json.dumps([draft.phone, draft.text], ensure_ascii=False).encode()


def unseal(sealed: bytes, pk: int) -> tuple[str, str]:
    """Address and text of row `pk`."""
    phone, text = json.loads(bytes(sealed).decode())
    return phone, text
