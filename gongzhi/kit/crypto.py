"""Fields encrypted at rest, and blind indexes for exact search in them.

A value is kept as `v1$<key id>$<algorithm>$<base64 of nonce, ciphertext, tag>`; the place where it stands (table,
column, key of the row) is authenticated with it, so that a value cannot be moved to another row unseen. Keys come from
`settings.FIELD_KEYS` (lines `id:algorithm:base64`, the newest first) or from a private file made once. The line with
the algorithm `hmac-sha256` is the key of the blind index; it never changes, else nothing would be found again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

AES = "aes-256-gcm"
SM4 = "sm4-gcm"
INDEX = "hmac-sha256"
_SIZES = {AES: 32, SM4: 16, INDEX: 32}
_NONCE = 12
_TAG = 16


class CannotDecrypt(Exception):
    """The value was changed, stands in another row, or its key is not in the keyring."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id, the newest first, and the key of the blind index."""

    keys: tuple[tuple[str, str, bytes], ...]
    index_key: bytes

    def encrypt(self, plain: str, *, aad: str) -> str:
        """The text encrypted with the newest key, bound to `aad` (table, column, row)."""
        key_id, algorithm, key = self.keys[0]
        # Nonces must never repeat under a key, so they are never seeded, not even in a story (they enter no record).
        nonce = secrets.token_bytes(_NONCE)
        sealed = _seal(algorithm, key, nonce, plain.encode(), aad.encode())
        return f"v1${key_id}${algorithm}${base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, *, aad: str) -> str:
        """The text. Raises CannotDecrypt."""
        try:
            version, key_id, algorithm, body = token.split("$")
            raw = base64.b64decode(body, validate=True)
        except ValueError:
            raise CannotDecrypt("not an encrypted value") from None
        key = next((k for i, a, k in self.keys if (i, a) == (key_id, algorithm)), None)
        if version != "v1" or key is None:
            raise CannotDecrypt(f"no key {key_id}")
        try:
            return _open(algorithm, key, raw[:_NONCE], raw[_NONCE:], aad.encode()).decode()
        except (InvalidTag, ValueError):
            raise CannotDecrypt("changed, or moved from another row") from None

    def is_current(self, token: str) -> bool:
        """Whether the newest key sealed it; a rotation re-encrypts the others."""
        key_id, algorithm, _ = self.keys[0]
        return token.startswith(f"v1${key_id}${algorithm}$")

    @property
    def prefix(self) -> str:
        """What every value sealed with the newest key begins with (for a query of those to rotate)."""
        key_id, algorithm, _ = self.keys[0]
        return f"v1${key_id}${algorithm}$"

    def blind_index(self, purpose: str, value: str) -> str:
        """64 hex digits, equal for equal normalised values of one purpose; tells nothing without the key."""
        return hmac.new(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _seal(algorithm: str, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    if algorithm == AES:
        return AESGCM(key).encrypt(nonce, plain, aad)
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(aad)
    return sealer.update(plain) + sealer.finalize() + sealer.tag


def _open(algorithm: str, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    if algorithm == AES:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    opener.authenticate_additional_data(aad)
    return opener.update(sealed[:-_TAG]) + opener.finalize()


def parse(text: str) -> Keyring:
    """A keyring from lines `id:algorithm:base64`, the newest first. Raises ImproperlyConfigured."""
    keys: list[tuple[str, str, bytes]] = []
    index_key: bytes | None = None
    for line in text.replace(",", "\n").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        try:
            key_id, algorithm, body = line.strip().split(":")
            key = base64.b64decode(body, validate=True)
        except ValueError:
            raise ImproperlyConfigured("A field key is written id:algorithm:base64.") from None
        if len(key) != _SIZES.get(algorithm) or "$" in key_id:
            raise ImproperlyConfigured(f"Field key {key_id}: {algorithm} is unknown, or the key has the wrong length.")
        if algorithm == INDEX:
            index_key = key
        else:
            keys.append((key_id, algorithm, key))
    if not keys or index_key is None:
        raise ImproperlyConfigured(f"The field keys need one to encrypt and one of {INDEX} for search.")
    return Keyring(tuple(keys), index_key)


def new_line(key_id: str, algorithm: str) -> str:
    """A line with a fresh key, for the keyring."""
    return f"{key_id}:{algorithm}:{base64.b64encode(secrets.token_bytes(_SIZES[algorithm])).decode()}"


def _from_file(path: Path) -> str:
    """The keyring file; made once (0600), complete or not at all, whoever comes first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as out:
            out.write(f"{new_line('k1', AES)}\n{new_line('index', INDEX)}\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _cached(text: str, path: str) -> Keyring:
    return parse(text or _from_file(Path(path)))


def keyring() -> Keyring:
    """The keyring of this installation."""
    return _cached(settings.FIELD_KEYS, str(Path(settings.KEYS_ROOT) / "field-keys"))


def derived_key(salt: str, about: int) -> bytes:
    """32 bytes of the installation's key for one row and one use (`salt`), so that nothing secret is stored."""
    return salted_hmac(salt, str(about), algorithm="sha256").digest()


def link_secret(salt: str, about: int, *, length: int = 24) -> str:
    """The secret in the link of who owns the row. Salt and length stay for ever: links are on paper and in phones."""
    return derived_key(salt, about).hex()[:length]
