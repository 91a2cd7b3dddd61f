"""Blind RSA signatures as of RFC 9474, RSABSSA-SHA384-PSS-Randomized: who signs never sees what is signed.

Whole numbers in, bytes out. The voter's side runs in the browser (`static/voting/ballot.js`); here it serves tests and
whoever votes with a program of one's own.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass

HASH_BYTES = 48
SALT_BYTES = 48
PREFIX_BYTES = 32


class BadSignature(ValueError):
    """What was shown is not signed by this key, or is malformed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Modulus and exponent."""

    n: int
    e: int

    @property
    def length(self) -> int:
        """Bytes of the modulus."""
        return -(-self.n.bit_length() // 8)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The two primes and the private exponent."""

    p: int
    q: int
    d: int
    e: int

    @property
    def public(self) -> PublicKey:
        """What everybody may know."""
        return PublicKey(self.p * self.q, self.e)


def _mgf1(seed: bytes, length: int) -> bytes:
    out = b"".join(
        hashlib.sha384(seed + i.to_bytes(4, "big")).digest() for i in range(-(-length // HASH_BYTES))
    )  # RFC 8017, B.2.1
    return out[:length]


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def pss_encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and MGF1, for a modulus of `bits` + 1 bits."""
    size = -(-bits // 8)
    if size < HASH_BYTES + len(salt) + 2:
        raise ValueError("the key is too short")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(size - len(salt) - HASH_BYTES - 2) + b"\x01" + salt
    masked = _xor(block, _mgf1(digest, size - HASH_BYTES - 1))
    return bytes([masked[0] & (0xFF >> (8 * size - bits))]) + masked[1:] + digest + b"\xbc"


def pss_verify(message: bytes, encoded: bytes, bits: int) -> bool:
    """EMSA-PSS-VERIFY (RFC 8017, 9.1.2), salt of 48 bytes."""
    size = -(-bits // 8)
    if len(encoded) != size or encoded[-1:] != b"\xbc" or encoded[0] >> (8 - (8 * size - bits) or 8):
        return False
    masked, digest = encoded[: size - HASH_BYTES - 1], encoded[size - HASH_BYTES - 1 : -1]
    block = _xor(masked, _mgf1(digest, len(masked)))
    block = bytes([block[0] & (0xFF >> (8 * size - bits))]) + block[1:]
    zeros = size - HASH_BYTES - SALT_BYTES - 2
    if any(block[:zeros]) or block[zeros] != 1:
        return False
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + block[-SALT_BYTES:]).digest() == digest


def prepare(message: bytes, prefix: bytes) -> bytes:
    """The randomized message: 32 bytes of chance before it."""
    if len(prefix) != PREFIX_BYTES:
        raise ValueError("the prefix has 32 bytes")
    return prefix + message


def blind(key: PublicKey, message: bytes, *, salt: bytes, r: int) -> tuple[bytes, int]:
    """The blinded message for the signer, and the inverse that takes the blinding off again."""
    m = int.from_bytes(pss_encode(message, key.n.bit_length() - 1, salt), "big")
    if math.gcd(m, key.n) != 1 or math.gcd(r, key.n) != 1:
        raise ValueError("invalid input")
    return (m * pow(r, key.e, key.n) % key.n).to_bytes(key.length, "big"), pow(r, -1, key.n)


def blind_sign(key: PrivateKey, blinded: bytes, *, chance: Callable[[int], bytes]) -> bytes:
    """Sign what one does not see. Raises BadSignature for what is no message of this key.

    `chance(n)` gives n random bytes: the base is blinded once more, so that the time taken tells nothing of the key.
    """
    public = key.public
    m = int.from_bytes(blinded, "big")
    if len(blinded) != public.length or not 0 < m < public.n:
        raise BadSignature("no message of this key")
    mask = int.from_bytes(chance(public.length - 1), "big") | 1
    if math.gcd(mask, public.n) != 1:
        raise BadSignature("try again")
    base = m * pow(mask, key.e, public.n) % public.n
    by_p, by_q = pow(base, key.d % (key.p - 1), key.p), pow(base, key.d % (key.q - 1), key.q)
    signed = by_q + key.q * ((by_p - by_q) * pow(key.q, -1, key.p) % key.p)
    signed = signed * pow(mask, -1, public.n) % public.n
    if pow(signed, key.e, public.n) != m:  # a fault would give the key away
        raise BadSignature("the signature came out wrong")
    return signed.to_bytes(public.length, "big")


def finalize(key: PublicKey, message: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """The voter takes the blinding off. Raises BadSignature where the signer cheated."""
    if len(blind_signature) != key.length:
        raise BadSignature("wrong length")
    signature = (int.from_bytes(blind_signature, "big") * inverse % key.n).to_bytes(key.length, "big")
    verify(key, message, signature)
    return signature


def verify(key: PublicKey, message: bytes, signature: bytes) -> None:
    """RSASSA-PSS-VERIFY. Raises BadSignature."""
    s = int.from_bytes(signature, "big")
    bits = key.n.bit_length() - 1
    if len(signature) != key.length or not 0 < s < key.n:
        raise BadSignature("wrong length")
    m = pow(s, key.e, key.n)
    if m.bit_length() > bits or not pss_verify(message, m.to_bytes(-(-bits // 8), "big"), bits):
        raise BadSignature("not signed by this key")
