"""Every class that a template names is known to a style sheet, a script or a test."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BOOTSTRAP = ROOT / "node_modules" / "bootstrap" / "dist" / "css" / "bootstrap.min.css"


def test_every_class_is_styled() -> None:
    sheets = [p for kind in ("css", "js") for p in (ROOT / "gongzhi").rglob(f"*.{kind}")]
    known = "".join(p.read_text(encoding="utf-8") for p in [*sheets, *(ROOT / "tests" / "browser").glob("*.py")])
    known += BOOTSTRAP.read_text(encoding="utf-8") if BOOTSTRAP.exists() else ""
    names = set(re.findall(r"\.([A-Za-z][\w-]*)", known))
    lost = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "gongzhi").rglob("*.html"))
        for named in re.findall(r'class="([^"]*)"', re.sub(r"{[%{].*?[%}]}", "{}", path.read_text(encoding="utf-8")))
        for name in re.split(r"\s+|\S*{}", named)
        if name and name not in names
    }
    assert not lost, sorted(lost)
