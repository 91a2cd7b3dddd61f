"""What WeChat's callbacks are made of: signatures, the safe mode (AES), XML. Pure.

Source: the vendor's "消息加解密说明" (WXBizMsgCrypt); its published samples stand in the tests.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import xml.parsers.expat as expat
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BODY_MAX = 64 * 1024
_BLOCK = 32  # the vendor pads to 32 bytes, twice the block of AES
_DEPTH, _FIELDS, _TEXT = 4, 60, 40_000


class BadMessage(Exception):
    """The callback is not what the vendor sends."""


def signature(*parts: str) -> str:
    """Hex SHA-1 over the sorted parts: token, timestamp, nonce, and in safe mode the ciphertext."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def signed(given: str, *parts: str) -> bool:
    """Whether that is the signature of the parts; takes the same time for every wrong one."""
    return hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "surrogatepass"))


@dataclass
class _Reader:
    """Collects the texts of direct children; deeper ones are passed over."""

    found: dict[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    size: int = 0

    def start(self, name: str, _attributes: object) -> None:
        self.path.append(name)
        if len(self.path) > _DEPTH or len(self.found) > _FIELDS:
            raise BadMessage("too deep or too many")
        if len(self.path) == 2:
            self.found.setdefault(name, "")

    def text(self, data: str) -> None:
        self.size += len(data)
        if self.size > _TEXT:
            raise BadMessage("too long")
        if len(self.path) == 2:
            self.found[self.path[1]] += data

    def end(self, _name: str) -> None:
        self.path.pop()

    def refuse(self, *_what: object) -> None:
        raise BadMessage("declarations are not taken")


def read_xml(body: bytes) -> dict[str, str]:
    """Name and text of each child of `<xml>`. No document type, no entities of its own, bounded. Raises BadMessage."""
    if len(body) > BODY_MAX:
        raise BadMessage("too long")
    reader, parser = _Reader(), expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = parser.ExternalEntityRefHandler = reader.refuse  # type: ignore[assignment]
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError) as error:
        raise BadMessage("not XML") from error
    return reader.found


def write_xml(fields: dict[str, str | int]) -> str:
    """The XML of an answer; texts as CDATA, numbers plain."""
    rows = (f"<{k}>{v if isinstance(v, int) else _cdata(v)}</{k}>" for k, v in fields.items())
    return f"<xml>{''.join(rows)}</xml>"


def _cdata(text: str) -> str:
    plain = "".join(c for c in text if c in "\t\n" or ord(c) >= 32).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{plain}]]>"


def _key(encoding_aes_key: str) -> bytes:
    try:
        key = base64.b64decode(encoding_aes_key + "=")
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise BadMessage("the EncodingAESKey has 43 characters")
    return key


def _cipher(encoding_aes_key: str) -> Cipher[modes.CBC]:
    key = _key(encoding_aes_key)
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt(plain: str, *, key: str, appid: str, salt: bytes) -> str:
    """The ciphertext (base64) of an answer; `salt`: 16 bytes of chance."""
    data = plain.encode()
    whole = salt + struct.pack("!I", len(data)) + data + appid.encode()
    pad = _BLOCK - len(whole) % _BLOCK
    cipher = _cipher(key).encryptor()
    return base64.b64encode(cipher.update(whole + bytes([pad]) * pad) + cipher.finalize()).decode()


def decrypt(sealed: str, *, key: str, appid: str) -> bytes:
    """The message in a ciphertext. Raises BadMessage: changed, or for another account."""
    try:
        data = base64.b64decode(sealed, validate=True)
        cipher = _cipher(key).decryptor()
        whole = cipher.update(data) + cipher.finalize()
        pad = whole[-1]
        size = struct.unpack("!I", whole[16:20])[0]
    except (ValueError, IndexError, struct.error):
        raise BadMessage("cannot be decrypted") from None
    if not 1 <= pad <= _BLOCK or size > len(whole) - pad - 20 or whole[20 + size : -pad] != appid.encode():
        raise BadMessage("cannot be decrypted")
    return whole[20 : 20 + size]
