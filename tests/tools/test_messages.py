"""The collector finds what the interface says, keeps translations, and the catalogs that belong to us are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import messages
from tools.messages import Message, Mistake, in_python, in_template

ERRORS = frozenset({"Conflict"})


def found(source: str) -> list[Message]:
    return sorted(in_python(source, "x.py", ERRORS))


def test_python_by_whatever_name() -> None:
    source = (
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy as p\n"
        "a = _('One'); b = ngettext('%(n)d day', '%(n)d days', n); c = p('board', 'Note'); d = _(text)\n"
        "raise Conflict('Changed')\nN_('Pure')\nother('No')\n"
    )
    assert found(source) == sorted(
        [
            Message("One"),
            Message("%(n)d day", "", "%(n)d days"),
            Message("Note", "board"),
            Message("Changed"),
            Message("Pure"),
        ]
    )


def test_an_f_string_is_refused_with_its_line() -> None:
    with pytest.raises(Mistake, match=r"x\.py:2"):
        found("from django.utils.translation import gettext as _\n_(f'{a} b')\n")


def test_templates_by_djangos_lexer() -> None:
    source = (
        "{% load i18n %}{% translate \"It's\" %}{% translate 'Note' context 'board' %}{{ _('Const') }}"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
        "{% blocktranslate trimmed with a=b %}\n  Hello\n  {{ a }}\n{% endblocktranslate %}"
        "{% comment %}{% translate 'No' %}{% endcomment %}"
    )
    assert set(in_template(source, "x.html")) == {
        Message("It's"),
        Message("Note", "board"),
        Message("Const"),
        Message("%(n)s day", "", "%(n)s days"),
        Message("Hello %(a)s"),
    }


def test_update_keeps_translations_and_drops_the_obsolete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    assert messages.update("a", {Message("One"): {"a/x.py"}, Message("Two"): {"a/x.py"}}) == 2
    path = tmp_path / "a" / messages.CATALOG
    path.write_text(path.read_text().replace('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "一"'))
    assert messages.update("a", {Message("One"): {"a/y.py"}}) == 0
    text = path.read_text()
    assert "一" in text
    assert "Two" not in text
    assert messages.compile_all(tmp_path) == 1
    assert messages.compile_all(tmp_path) == 0


def test_an_error_whose_words_a_helper_was_handed_is_refused() -> None:
    source = "def bad(field: str, message: str) -> None:\n    raise Invalid(message, field=field)\n"
    with pytest.raises(Mistake, match="a/x.py:2"):
        list(in_python(source, "a/x.py", frozenset({"Invalid"})))


def test_catalogs_of_the_ground_floor_are_complete() -> None:
    assert messages.check(["core", "access", "kit", "site"]) == []
