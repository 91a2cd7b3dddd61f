"""Signing heads with a key that lives outside the database."""

from __future__ import annotations

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from gongzhi.core import clock
from gongzhi.ledger.actions.sequence import sequence_all
from gongzhi.ledger.models import Head, Tree, ms_of
from gongzhi.ledger.queries.heads import SignedHead, head_of, keys_file, latest_head, public_keys
from gongzhi.ledger.queries.tree import TREE_ID
from gongzhi.ledger.rules.verify_ledger import head_message


def close_day(day: date | None = None) -> SignedHead | None:
    """Number what waits and sign the head that closes `day` (default: yesterday in Shanghai); the same again where the
    day is closed already; None where there is nothing to sign."""
    day = day or clock.today() - timedelta(days=1)
    if head := head_of(day):
        return head
    sequence_all()
    _sign(day)
    return head_of(day)


def sign_now() -> SignedHead | None:
    """Number what waits and make sure that a signed head covers it (for an export); None where there is nothing."""
    sequence_all()
    last, tree = latest_head(), Tree.objects.filter(pk=TREE_ID).first()
    if tree and tree.size and (last is None or last.size < tree.size):
        _sign(None)
    return latest_head()


def _sign(day: date | None) -> None:
    tree = Tree.objects.filter(pk=TREE_ID).first()
    if tree is None or not tree.size:
        return
    key, at_ms = _private_key(), ms_of(clock.now())
    message = head_message(tree.size, bytes(tree.root), at_ms, day.isoformat() if day else "")
    head = Head(
        size=tree.size,
        root=bytes(tree.root),
        at_ms=at_ms,
        day=day,
        key=_public(key),
        signature=key.sign(message),
    )
    Head.objects.bulk_create([head], ignore_conflicts=True)  # another worker may close the same day: one of them does


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _private_key() -> Ed25519PrivateKey:
    """The key of this installation, made on first use (mode 0600, never overwritten)."""
    file = Path(settings.LEDGER_KEY_FILE)
    if not file.exists():
        _make_key(file)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{file} holds no Ed25519 key")
    if _public(key) not in public_keys():
        with keys_file().open("a") as out:
            out.write(_public(key).hex() + "\n")
    return key


def _make_key(file: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # readable by us alone
    with os.fdopen(handle, "wb") as out:
        out.write(pem)
    try:
        os.link(name, file)  # fails where another process was first: then its key holds
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
