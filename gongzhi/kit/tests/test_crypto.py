"""Fields at rest: both algorithms, bound to their row, rotated by key id; an index that tells nothing."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kit import crypto

INDEX_LINE = crypto.new_line("index", crypto.INDEX)
RINGS = {a: crypto.parse(f"{crypto.new_line('k', a)}\n{INDEX_LINE}") for a in (crypto.AES, crypto.SM4)}


@pytest.mark.parametrize("algorithm", [crypto.AES, crypto.SM4])
@given(text=st.text())
def test_what_went_in_comes_out(algorithm: str, text: str) -> None:
    token = RINGS[algorithm].encrypt(text, aad="t.c.1")
    assert RINGS[algorithm].decrypt(token, aad="t.c.1") == text
    assert token.startswith(f"v1$k${algorithm}$")


@pytest.mark.parametrize("algorithm", [crypto.AES, crypto.SM4])
def test_a_value_of_another_row_or_a_changed_one_is_refused(algorithm: str) -> None:
    ring = RINGS[algorithm]
    token = ring.encrypt("13800138000", aad="people_contact.sealed.1")
    with pytest.raises(crypto.CannotDecrypt):
        ring.decrypt(token, aad="people_contact.sealed.2")
    changed = token[:-6] + ("AAAA" if token[-6:-2] != "AAAA" else "BBBB") + token[-2:]
    for bad in (changed, "", "v1$k$aes", token.replace("$k$", "$other$"), token.replace("v1", "v2")):
        with pytest.raises(crypto.CannotDecrypt):
            ring.decrypt(bad, aad="people_contact.sealed.1")


def test_the_same_value_is_never_sealed_alike() -> None:
    ring = RINGS[crypto.AES]
    assert len({ring.encrypt("13800138000", aad="a") for _ in range(50)}) == 50


def test_rotation_reads_the_old_and_writes_the_new() -> None:
    old_line = crypto.new_line("k1", crypto.AES)
    old = crypto.parse(f"{old_line}\n{INDEX_LINE}")
    new = crypto.parse(f"{crypto.new_line('k2', crypto.SM4)}\n{old_line}\n{INDEX_LINE}")
    token = old.encrypt("x", aad="a")
    assert new.decrypt(token, aad="a") == "x"
    assert not new.is_current(token)
    assert new.is_current(new.encrypt("x", aad="a"))
    assert old.blind_index("phone", "1") == new.blind_index("phone", "1")
    assert new.blind_index("phone", "1") != new.blind_index("email", "1")


def test_the_key_file_is_made_once_and_private(tmp_path: Path, settings: Any) -> None:
    settings.FIELD_KEYS, settings.KEYS_ROOT = "", tmp_path / "keys"
    ring = crypto.keyring()
    file = tmp_path / "keys" / "field-keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    crypto._cached.cache_clear()
    assert crypto.keyring() == ring
    assert [p.name for p in file.parent.iterdir()] == ["field-keys"]


@pytest.mark.parametrize(
    "text", ["", "k1:aes-256-gcm:AAAA", "k1:rot13:AAAA", "nonsense", "k:aes-256-gcm:" + "A" * 43 + "="]
)
def test_a_wrong_keyring_is_said(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        crypto.parse(text)


def test_links_given_out_stay_valid(settings: Any) -> None:
    settings.SECRET_KEY = "the key of a test"
    old = salted_hmac("requests.link", "7", algorithm="sha256").hexdigest()
    assert (crypto.link_secret("requests.link", 7), crypto.link_secret("requests.link", 7, length=16)) == (
        old[:24],
        old[:16],
    )
    assert crypto.derived_key("requests.link", 7).hex() == old
    assert (
        len(
            {
                crypto.link_secret("requests.link", 7),
                crypto.link_secret("requests.link", 8),
                crypto.link_secret("other", 7),
            }
        )
        == 3
    )
