"""A worker does not load the large libraries before it needs them (`gongzhi.core.heavy`, or an import where it is)."""

from __future__ import annotations

import os
import subprocess
import sys

LARGE = {"numpy", "shapely", "segno", "PIL", "openpyxl", "docx", "weasyprint"}


def test_a_worker_starts_without_them() -> None:
    look = f"import gongzhi.site.wsgi, sys; print(sorted({LARGE!r} & set(sys.modules)))"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}
    done = subprocess.run([sys.executable, "-c", look], env=env, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
