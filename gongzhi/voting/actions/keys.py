"""The private keys of a secret poll: two, in one file outside the database, destroyed when the last batch is sealed.

One signs blinded messages (RSA), the other opens waiting ballots (X25519). They must be two: whoever may have something
signed unseen could have a sealed ballot opened by the same key. `gongzhi backup` does not take this folder along;
whoever copies it while a poll is open can open the ballots that wait (never say whose they are).
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gongzhi.core.errors import NotAllowed
from gongzhi.voting.rules.blind import PrivateKey, PublicKey

KEY_BITS = 3072
PADDED = 512  # every choice is as long as every other


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys of a poll."""

    sign: PrivateKey
    box: X25519PrivateKey


def _file(poll_id: int) -> Path:
    return Path(settings.KEYS_ROOT) / "polls" / f"{poll_id}.json"


def make(poll_id: int) -> str:
    """Make the keys of a poll; what everybody may know of them: JSON of n, e (hex) and box (base64)."""
    made = rsa.generate_private_key(65537, KEY_BITS).private_numbers()
    box = X25519PrivateKey.generate()
    private = {"p": f"{made.p:x}", "q": f"{made.q:x}", "d": f"{made.d:x}", "e": 65537,
               "box": base64.b64encode(box.private_bytes_raw()).decode()}  # fmt: skip
    file = _file(poll_id)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent)  # readable by us alone
    with os.fdopen(handle, "w") as out:
        json.dump(private, out)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(file)
    n = made.public_numbers.n
    return json.dumps(
        {"n": f"{n:x}", "e": "10001", "box": base64.b64encode(box.public_key().public_bytes_raw()).decode()}
    )


def load(poll_id: int) -> Keys:
    """The keys. Raises NotAllowed where they are gone."""
    try:
        found = json.loads(_file(poll_id).read_text())
    except FileNotFoundError:
        raise NotAllowed("The key of this vote is not here any more.") from None
    p, q, d = (int(found[k], 16) for k in ("p", "q", "d"))
    return Keys(PrivateKey(p, q, d, found["e"]), X25519PrivateKey.from_private_bytes(base64.b64decode(found["box"])))


def destroy(poll_id: int) -> None:
    """Overwrite and delete the file. On a disk that writes elsewhere the old bytes may stay until they are reused."""
    file = _file(poll_id)
    if file.exists():
        size = file.stat().st_size
        with file.open("r+b") as out:
            out.write(bytes(size))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()


def public(key: str) -> PublicKey:
    """The signing key as it is public."""
    found = json.loads(key)
    return PublicKey(int(found["n"], 16), int(found["e"], 16))


def seal(key: str, choice: str, *, about: str) -> str:
    """A choice sealed to the poll, bound to `about`; only the key file opens it."""
    theirs = X25519PublicKey.from_public_bytes(base64.b64decode(json.loads(key)["box"]))
    once = X25519PrivateKey.generate()
    shared = _derive(once.exchange(theirs), about)
    plain = choice.encode().ljust(PADDED, b"\0")
    sealed = AESGCM(shared).encrypt(bytes(12), plain, about.encode())  # the key is used once, so the nonce may be fixed
    return base64.b64encode(once.public_key().public_bytes_raw() + sealed).decode()


def unseal(box: X25519PrivateKey, sealed: str, *, about: str) -> str:
    """The choice. Raises ValueError for what was changed."""
    raw = base64.b64decode(sealed)
    shared = _derive(box.exchange(X25519PublicKey.from_public_bytes(raw[:32])), about)
    try:
        return AESGCM(shared).decrypt(bytes(12), raw[32:], about.encode()).rstrip(b"\0").decode()
    except InvalidTag:
        raise ValueError("a waiting ballot was changed") from None


def _derive(secret: bytes, about: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, f"gongzhi ballot {about}".encode()).derive(secret)
