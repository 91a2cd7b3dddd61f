"""All divisions of the country: import seconds, peak memory, and the look-up of places among them, on both databases.

`python -m bench.divisions [--databases sqlite postgres] [--file FILE]`; skipped where the file is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.create import _postgres_cpu
from bench.databases import KINDS, fresh

FILE = Path(__file__).resolve().parent.parent.parent / "shared/data/divisions/divisions_2021.csv.gz"
ASKED = ("guiyang", "gy", "贵阳", "520103", "中华社区", "xinhua")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--step", choices=("search",), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        print(json.dumps(search(), ensure_ascii=False))
    elif not args.file.exists():
        print(f"skipped: {args.file} is not there", file=sys.stderr)
    else:
        print(json.dumps({kind: run(kind, args.file) for kind in args.databases}, indent=1, ensure_ascii=False))


def run(kind: str, file: Path) -> dict[str, Any]:
    """One database: migrate, import, look up."""
    with fresh(kind) as env:
        Path(env["GONGZHI_VAR"]).mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
        started, server = time.perf_counter(), _postgres_cpu(kind)
        done = subprocess.Popen([sys.executable, "-m", "gongzhi", "import", "places", str(file)], env=env,
                                stdout=subprocess.PIPE, text=True)  # fmt: skip
        said = done.stdout.read() if done.stdout else ""
        _pid, status, used = os.wait4(done.pid, 0)
        took, server = time.perf_counter() - started, _postgres_cpu(kind) - server
        if status:
            raise SystemExit(f"the import failed: {said}")
        found = subprocess.run([sys.executable, "-m", "bench.divisions", "--step", "search"], env=env, check=True,
                               stdout=subprocess.PIPE, text=True)  # fmt: skip
        return {
            "places": json.loads(said.splitlines()[-1])["added"],
            "import_s": round(took, 1),
            "import_cpu_s": round(used.ru_utime + used.ru_stime, 1),
            "server_cpu_s": round(server, 1),
            "peak_mb": used.ru_maxrss // 1024,
            "search_p50_ms": json.loads(found.stdout.splitlines()[-1]),
        }


def search() -> dict[str, float]:
    """Milliseconds of the first page for each text, the median of 15."""
    import django

    django.setup()
    from django.db import connection

    from gongzhi.places import public as places

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    out = {}
    for text in ASKED:
        times = []
        for _n in range(15):
            started = time.perf_counter()
            places.find_page(text)
            times.append(time.perf_counter() - started)
        out[text] = round(statistics.median(times) * 1000, 1)
    return out


if __name__ == "__main__":
    main()
