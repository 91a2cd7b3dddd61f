"""Address and text of an SMS, sealed at rest: they hold phone numbers, links with secrets and sign-in codes."""

from __future__ import annotations

import json

from gongzhi.kit.crypto import keyring
from gongzhi.notices.rules import Draft, bare


def seal(draft: Draft, pk: int) -> str:
    """The value of column `sealed` of row `pk`."""
    return keyring().encrypt(json.dumps([bare(draft.phone or ""), draft.text], ensure_ascii=False), aad=_place(pk))


def unseal(sealed: str, pk: int) -> tuple[str, str]:
    """Address and text of row `pk`. Raises `kit.crypto.CannotDecrypt`."""
    phone, text = json.loads(keyring().decrypt(sealed, aad=_place(pk)))
    return phone, text


def _place(pk: int) -> str:
    return f"notices_message.sealed.{pk}"
