"""`gongzhi worktime`: the vectors of the contract, and what bad input gets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gongzhi.site.cli import main


@pytest.mark.parametrize(
    ("start", "plus", "expected"),
    [
        ("2026-09-24", "5 working days", "2026-10-09"),
        ("2026-02-12", "5 working days", "2026-02-26"),
        ("2026-09-30", "3 working days", "2026-10-10"),
        ("2026-04-30", "2 working days", "2026-05-07"),
        ("2026-10-09", "1 working day", "2026-10-10"),
        ("2026-09-24", "15 calendar days", "2026-10-09"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-09-24", "8 working hours", "2026-09-28"),
        ("2026-09-24T11:50", "20 working minutes", "2026-09-24T13:10:00+08:00"),
        ("2026-09-24T02:00:00Z", "0 working minutes", "2026-09-24T10:00:00+08:00"),
        ("2026-09-24T10:00", "5 working days", "2026-10-09T17:00:00+08:00"),
        ("2026-12-31", "1 working day", "2027-01-01 provisional"),
        ("2027-03-01", "3 working days", "2027-03-04 provisional"),
    ],
)
def test_due(start: str, plus: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worktime", start, "--plus", plus]) == 0
    assert capsys.readouterr().out == f"{expected}\n"


@pytest.mark.parametrize(
    ("start", "plus"),
    [
        ("2026-02-30", "1 working day"),
        ("tomorrow", "1 working day"),
        ("2026-09-24", "some working days"),
        ("2026-09-24", "5 days"),
        ("2026-09-24", "-5 working days"),
        ("9999-12-30", "9 working days"),
        ("9999-12-30T23:59:59-08:00", "9 working days"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_2(start: str, plus: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worktime", start, f"--plus={plus}"]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert printed.err.startswith("gongzhi worktime: ")
    assert "Traceback" not in printed.err


def test_it_answers_without_django() -> None:
    code = (
        "import sys; from gongzhi.site.cli import main; main(['worktime', '2026-09-24', '--plus', '5 working days']);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
