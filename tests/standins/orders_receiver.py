"""The 12345 office's own receiver of answers: `orders_receiver.py SECRET LOG PLAN` prints its port and takes POSTs.

PLAN is a JSON list: a status, or "lost" (taken, but the line is cut before the answer). What is past it is taken. A
JSON line each goes to LOG: [what it said, id, whether it was new, body]. Knows nothing of gongzhi.
"""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import sys
from pathlib import Path
from typing import Any


class Receiver(http.server.BaseHTTPRequestHandler):
    secret, log = b"", Path()
    plan: list[Any]
    known: set[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, key = self.headers["X-Gongzhi-Timestamp"], self.headers["Idempotency-Key"]
        sign = hmac.new(self.secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        answer = self.plan.pop(0) if self.plan else 200
        if not hmac.compare_digest(sign, self.headers["X-Gongzhi-Signature"]):
            answer = 401
        new = answer in (200, "lost") and key not in self.known
        if new:
            self.known.add(key)
        with self.log.open("a", encoding="utf-8") as out:
            out.write(json.dumps([answer, key, new, json.loads(body)], ensure_ascii=False) + "\n")
        if answer == "lost":
            self.connection.shutdown(2)
            return
        self.send_response(answer)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main(secret: str, log: str, plan: str) -> None:
    Receiver.secret, Receiver.log, Receiver.plan, Receiver.known = secret.encode(), Path(log), json.loads(plan), set()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
