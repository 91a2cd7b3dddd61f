"""Full lives by the public API at size: create, accept, answer (which closes it), look up; 8 clients, granian.

`python -m bench.life [--quick] [--database postgres|sqlite|both] [--size 100000] [--keep FOLDER]`: on a database that
`bench.synthetic` loaded (kept as by `bench.lists`), 2 workers × 4 threads; lives a second, p50 and p95 of each call,
errors, and the CPU a life (application and PostgreSQL).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from typing import Any

from bench.create import WORDS, _cpu, _free_port, _postgres_cpu, _serve
from bench.lists import home_of

CLIENTS = 8
BAR_LIVES, BAR_P95 = 60.0, 200.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10,000 requests, 300 lives")
    parser.add_argument("--database", choices=("postgres", "sqlite", "both"), default="both")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--lives", type=int, default=3000)
    parser.add_argument("--keep", help="a folder in which the databases stay")
    parser.add_argument("--tokens", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.tokens:
        print(json.dumps(tokens()))
        return
    size, number = (10_000, 300) if args.quick else (args.size, args.lives)
    for database in ("postgres", "sqlite") if args.database == "both" else (args.database,):
        with home_of(database, size, args.keep) as env:
            print(json.dumps({database: run(env, database, number)}, indent=1), flush=True)


def run(env: dict[str, str], database: str, number: int) -> dict[str, Any]:
    """Serve, live, measure."""
    made = subprocess.run([sys.executable, "-m", "bench.life", "--tokens"], env=env, check=True,
                          stdout=subprocess.PIPE, text=True)  # fmt: skip
    given = json.loads(made.stdout.splitlines()[-1])
    port = _free_port()
    app = _serve(env, port)
    try:
        _live(port, given, max(CLIENTS, number // 20))  # connections, plans, caches
        cpu = _cpu(app.pid), _postgres_cpu(database)
        found = _live(port, given, number)
        spent = _cpu(app.pid) - cpu[0], _postgres_cpu(database) - cpu[1]
        found["cpu_ms_a_life"] = {"application": round(spent[0] * 1000 / number, 1),
                                  "database": round(spent[1] * 1000 / number, 1)}  # fmt: skip
        found["bar"] = {"lives_per_s": BAR_LIVES, "p95_ms": BAR_P95, "errors": 0}
        return found
    finally:
        app.terminate()
        app.wait(20)


def tokens() -> dict[str, Any]:
    """A token that creates, and one that acts for each clerk of the model community; the boxes of its grids."""
    import django

    django.setup()
    from gongzhi.core import clock
    from gongzhi.exchange.models import Token
    from gongzhi.exchange.rules import tokens as rules
    from gongzhi.orgs.models import Appointment
    from gongzhi.places import public as places
    from gongzhi.places.models import Place

    def token(scopes: list[str], person: int | None) -> str:
        secret = rules.new_secret()
        Token.objects.bulk_create([
            Token(digest=rules.digest(secret), shown=secret[: rules.SHOWN], name="bench", scopes=scopes,
                  per_minute=10_000_000, person_id=person, created_at=clock.now())
        ])  # fmt: skip
        return secret

    clerks = Appointment.objects.filter(post__key="hotline").order_by("id").values_list("person", "post__place")
    home = {place for _person, place in clerks}
    grids = [g for g in Place.objects.filter(kind="grid").order_by("id") if home & set(places.ancestors(g.pk))]
    return {
        "create": token(["create"], None),
        "act": [token(["act"], person) for person, _place in clerks],
        "boxes": [[g.min_lon, g.min_lat, g.max_lon, g.max_lat] for g in grids],
    }


def _live(port: int, given: dict[str, Any], number: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {name: [] for name in ("create", "accept", "answer", "look up")}
    wrong: list[str] = []

    def work(seed: int, share: int) -> None:
        chance = random.Random(f"{seed} {time.time_ns()}")
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        act = given["act"][seed % len(given["act"])]

        def call(name: str, method: str, path: str, key: str, body: object = None) -> dict[str, Any]:
            begun = time.perf_counter()
            link.request(method, path, json.dumps(body) if body is not None else None,
                         {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})  # fmt: skip
            answer = link.getresponse()
            text = answer.read()
            times[name].append(time.perf_counter() - begun)
            if answer.status not in (200, 201):
                wrong.append(f"{name} {answer.status} {text.decode()[:160]}")
                return {}
            found: dict[str, Any] = json.loads(text)
            return found

        for _n in range(share):
            west, south, east, north = chance.choice(given["boxes"])
            body = {
                "description": f"{chance.choice(WORDS)},第{chance.randrange(10**6)}处,请派人来看一看。",
                "lon": west + (east - west) * chance.uniform(0.2, 0.8),
                "lat": south + (north - south) * chance.uniform(0.2, 0.8),
                "name": "合成居民", "phone": f"138{chance.randrange(10**8):08d}", "address": "合成路",
            }  # fmt: skip
            made = call("create", "POST", "/api/v1/requests", given["create"], body)
            if not (name := made.get("number")):
                continue
            at = f"/api/v1/work/{str(name).replace(' ', '')}"
            taken = call("accept", "POST", f"{at}/accept", act, {"version": 1})
            said = {"version": taken.get("version", 2), "ending": "solved", "public_text": "已到现场处理完毕。",
                    "internal_text": "已办结。"}  # fmt: skip
            call("answer", "POST", f"{at}/answer", act, said)
            call("look up", "GET", at, act)

    threads = [threading.Thread(target=work, args=(i, number // CLIENTS)) for i in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begun
    out: dict[str, Any] = {"lives_per_s": round(len(times["look up"]) / wall, 1), "errors": len(wrong)}
    if wrong:
        out["first_error"] = wrong[0]
    for name, row in times.items():
        row.sort()
        if row:
            out[name] = {
                "p50_ms": round(row[len(row) // 2] * 1000, 1),
                "p95_ms": round(row[int(len(row) * 0.95)] * 1000, 1),
            }
    return out


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    main()
