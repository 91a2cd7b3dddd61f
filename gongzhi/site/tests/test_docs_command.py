"""Generated documentation is current, and every variable that the code reads is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongzhi.site import environment, variables
from gongzhi.site.cli import main

SITE = Path(environment.__file__).parent
ROOT = SITE.parent.parent
READS = re.compile(r'\b(?:text|flag|kept_secret)\(\s*["\']([A-Z][A-Z_]+)["\'](?:,\s*"([^"]*)"\))?')


def test_what_is_generated_is_current() -> None:
    if not (ROOT / "docs").exists():
        pytest.skip("the wheel has no docs folder")
    assert main(["docs", "--check", "--to", str(ROOT / "docs")]) == 0


def test_every_variable_is_told() -> None:
    code = "".join((SITE / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py"))
    read = dict(READS.findall(code))
    told = {v.name: v.default for v in variables.VARIABLES}
    assert set(read) <= set(told)
    assert {n: d for n, d in read.items() if d and n != "DATABASE_URL"} == {n: told[n] for n, d in read.items() if d}
    assert {n for n in told if not n.startswith("GONGZHI_SMS_")} <= set(read)  # nothing is told that is not read


def test_a_variable_that_is_not_told_cannot_be_read() -> None:
    with pytest.raises(LookupError):
        environment.text("GONGZHI_SECRET_SWITCH")


def test_docs_are_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "--check", "--to", str(tmp_path)]) == 1
    assert main(["docs", "--to", str(tmp_path)]) == 0
    assert main(["docs", "--check", "--to", str(tmp_path)]) == 0
    assert "`GONGZHI_SITE`" in (tmp_path / "configuration.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""
