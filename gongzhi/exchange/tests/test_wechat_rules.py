"""WeChat's signatures and safe mode, against the samples that the vendor publishes with WXBizMsgCrypt."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.core.errors import Invalid
from gongzhi.exchange.rules import signed, wechat
from gongzhi.exchange.rules.signed import Said, Wish, understand

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

# WXBizMsgCryptTest.java
PLAIN = "我是中文abcd123"
SEALED = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="

# Sample.py / Sample.cpp
FROM_WECHAT = (
    "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]>"
    "</FromUserName><CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[abcdteT]]>"
    "</Content><MsgId>6054768590064713728</MsgId><Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655Hu"
    "D0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyy"
    "Xwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0"
    "VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNP"
    "fUM669WuMyVWQLCzpu9GhglF2PE=]]></Encrypt></xml>"
)


def test_encrypts_as_the_vendor_does() -> None:
    appid = "wxb11529c136998cb6"
    assert wechat.encrypt(PLAIN, key=KEY, appid=appid, salt=b"aaaabbbbccccdddd") == SEALED
    assert wechat.decrypt(SEALED, key=KEY, appid=appid).decode() == PLAIN


def test_decrypts_and_verifies_the_vendors_message() -> None:
    outside = wechat.read_xml(FROM_WECHAT.encode())
    sign = ("spamtest", "1409735669", "1320562132", outside["Encrypt"])
    assert wechat.signed("5d197aaffba7e9b25a30732f161a50dee96bd5fa", *sign)
    assert not wechat.signed("5d197aaffba7e9b25a30732f161a50dee96bd5fb", *sign)
    inside = wechat.read_xml(wechat.decrypt(outside["Encrypt"], key=KEY, appid="wx2c2769f8efd9abc2"))
    assert {k: inside[k] for k in ("MsgType", "Content", "MsgId", "FromUserName")} == {
        "MsgType": "text", "Content": "abcdteT", "MsgId": "6054768590064713728",
        "FromUserName": "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
    }  # fmt: skip


@pytest.mark.parametrize("bad", [SEALED[:-4], SEALED[:40] + "A" + SEALED[41:], "", "é", "====", "AAAA" * 16])
def test_changed_ciphertexts_are_refused(bad: str) -> None:
    with pytest.raises(wechat.BadMessage):
        wechat.decrypt(bad, key=KEY, appid="wxb11529c136998cb6")


def test_for_another_account_or_with_another_key_is_refused() -> None:
    for key, appid in ((KEY, "wx-other"), (KEY[::-1], "wxb11529c136998cb6"), ("short", "wxb11529c136998cb6")):
        with pytest.raises(wechat.BadMessage):
            wechat.decrypt(SEALED, key=key, appid=appid)


@pytest.mark.parametrize(
    "bad",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        b"<xml><a>",
        b"",
        b"\xff\xfe\x00",
        b"<?evil x?><xml/>",
        b"<xml>" + b"<a>" * 10 + b"</a>" * 10 + b"</xml>",
        b"<xml>" + b"".join(b"<a%d/>" % i for i in range(100)) + b"</xml>",
        b"<xml><a>" + b"x" * 50_000 + b"</a></xml>",
        b"<xml>" + b" " * 70_000 + b"</xml>",
    ],
)
def test_xml_that_attacks_is_refused(bad: bytes) -> None:
    with pytest.raises(wechat.BadMessage):
        wechat.read_xml(bad)


def test_answers_cannot_break_out_of_their_frame() -> None:
    xml = wechat.write_xml({"Content": "]]><MsgType>news</MsgType>\x00<![CDATA[", "CreateTime": 5})
    assert wechat.read_xml(xml.encode()) == {"Content": "]]><MsgType>news</MsgType><![CDATA[", "CreateTime": "5"}


def test_the_forms_signature_is_twilios() -> None:
    """The sample of the vendor's "Validating requests"."""
    fields = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signed.sign_form("12345", url, fields.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("路灯坏了", Said(Wish.TELL, "路灯坏了")),
        ("加 路口东边", Said(Wish.ADD, "路口东边")),
        ("加：路口东边", Said(Wish.ADD, "路口东边")),
        ("加装电梯什么时候开始", Said(Wish.TELL, "加装电梯什么时候开始")),
        ("加 123 456 7890 东边", Said(Wish.ADD, "东边", "1234567890")),
        ("１２３４５６７８９０，东边", Said(Wish.ADD, "东边", "1234567890")),
        ("13800138000打不通", Said(Wish.TELL, "13800138000打不通")),
        ("新 楼道灯也坏了", Said(Wish.NEW, "楼道灯也坏了")),
        ("新来的物业不管事", Said(Wish.TELL, "新来的物业不管事")),
        ("你好！", Said(Wish.HELP, "")),
        ("加", Said(Wish.ADD, "")),
    ],
)
def test_short_messages_are_understood(text: str, said: Said) -> None:
    assert understand(text) == said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300) | st.text().map(lambda t: f"<xml><Content>{t}</Content></xml>".encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (wechat.read_xml, lambda b: wechat.decrypt(b.decode("latin-1"), key=KEY, appid="wx")):
        try:
            read(body)
        except wechat.BadMessage:
            continue


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()), JSON)
def test_any_words_and_values_are_understood_or_refused(text: str, value: object) -> None:
    understand(text)
    assert wechat.read_xml(wechat.write_xml({"Content": text.encode("utf-8", "ignore").decode()}).encode())
    with contextlib.suppress(Invalid):
        signed.text_of({"x": value}, "x", 50).encode()
