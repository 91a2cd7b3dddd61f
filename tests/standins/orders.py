"""The platform of the 12345 office: `orders.py SITE SECRET push FILE` sends each order of a JSON list, again where it
is not taken; `orders.py SITE SECRET pull` fetches all answers, page by page. Prints a JSON line each. Knows nothing of
gongzhi: its signature is its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TRIES = 3


def headers(secret: str, text: bytes, now: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if now is None else now))
    sign = hmac.new(secret.encode(), stamp.encode() + b"." + text, hashlib.sha256).hexdigest()
    return {"X-Gongzhi-Timestamp": stamp, "X-Gongzhi-Signature": sign, "Content-Type": "application/json"}


def ask(url: str, secret: str, body: bytes | None, signed: bytes) -> tuple[int, Any]:
    said: Any = None
    status = 0
    for attempt in range(TRIES):
        try:
            asked = urllib.request.Request(url, body, headers(secret, signed))
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return int(answer.status), json.loads(answer.read())
        except urllib.error.HTTPError as error:
            status, said = error.code, json.loads(error.read() or b"null")
            if status < 500 and status != 429:
                break
        except OSError:
            status = 0
        time.sleep(0.2 * (attempt + 1))
    return status, said


def main(site: str, secret: str, what: str, path: str = "") -> None:
    if what == "push":
        for order in json.loads(Path(path).read_text(encoding="utf-8")):
            body = json.dumps(order, ensure_ascii=False).encode()
            print(json.dumps(ask(f"{site}/hooks/orders", secret, body, body), ensure_ascii=False), flush=True)
        return
    after = ""
    while True:
        query = urlencode({"after": after, "limit": 50})
        status, page = ask(f"{site}/hooks/orders/answers?{query}", secret, None, query.encode())
        for item in page["items"] if status == 200 else [page]:
            print(json.dumps(item, ensure_ascii=False), flush=True)
        after = page.get("after", "") if status == 200 else ""
        if not after:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
