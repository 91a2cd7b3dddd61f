"""Templates keep to the parts of kit."""

from __future__ import annotations

from pathlib import Path

import gongzhi


def test_a_form_drawn_whole_names_its_errors_once() -> None:
    """`{{ form }}` begins with the summary of its errors: a template that adds it shows it twice."""
    texts = {p.name: p.read_text() for p in sorted(Path(gongzhi.__path__[0]).glob("*/templates/**/*.html"))}
    assert len(texts) > 200
    assert [name for name, text in texts.items() if "{{ form }}" in text and "{% error_summary form %}" in text] == []
