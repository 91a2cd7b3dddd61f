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
ASKED = (
    "大", "东", "贵阳", "王家", "和平村", "中华社区", "和平村委会", "guiyang", "xinhua", "da", "gy", "xzcwh", "52",
    "520103", "大 东风",
)  # fmt: skip
DEEP = 10  # pages in


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
            "search_cpu_ms": json.loads(found.stdout.splitlines()[-1]),
        }


def search() -> dict[str, list[float]]:
    """Milliseconds of processor time of the process and of the server for each text: first page, and the tenth."""
    import django

    django.setup()
    from django.db import connection

    from gongzhi.places import public as places

    server = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def spent() -> float:
        return time.process_time() + (int(server.read_text().split()[0]) / 1e9 if server else 0.0)

    def page(text: str, after: str) -> float:
        times = []
        for _n in range(15):
            started = spent()
            places.above(places.find_page(text, after=after).items)
            times.append(spent() - started)
        return round(statistics.median(times) * 1000, 1)

    out = {}
    for text in ASKED:
        after, pages = "", 1
        while pages < DEEP and (following := places.find_page(text, after=after).after):
            after, pages = following, pages + 1
        out[text] = [page(text, "")] + ([page(text, after)] if after else [])
    return out


if __name__ == "__main__":
    main()
