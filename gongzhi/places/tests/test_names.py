"""The keys of names are what pypinyin says, whichever way they were found."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from gongzhi.places.rules import names


@pytest.mark.parametrize(
    "name", ["重庆路", "东新", "长乐", "阿房宫", "绿女屯", "六安市", "第3网格A5号", "A区 12号楼", "〇一", "大石坝"]
)
def test_keys_are_those_of_pypinyin(name: str) -> None:
    syllables = ["".join(c for c in s.lower() if c.isascii() and c.isalnum()) for s in lazy_pinyin(name)]
    kept = [s for s in syllables if s]
    assert names.keys(name) == ("".join(kept), "".join(s if s.isdigit() else s[0] for s in kept))
    more = names.keys(name + "社区居委会")
    assert more == ("".join(kept) + "shequjuweihui", names.keys(name).initials + "sqjwh")
