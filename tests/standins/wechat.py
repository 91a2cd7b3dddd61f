"""The interfaces of WeChat. `wechat.py LOG PLAN`: prints its port; logs what was asked.

PLAN is a JSON list of what each send or download meets: 0 (taken), another `errcode`, "expire" (the token is void from
here on), "500", "hang", "cut", "rubbish", "die", "drip" (a byte now and then), "big" (a picture without end).
"""

from __future__ import annotations

import http.server
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

LOG, PLAN = Path(sys.argv[1]), json.loads(sys.argv[2])
TOKENS = ["token-1"]


PICTURE = io.BytesIO()
Image.new("RGB", (60, 40), "green").save(PICTURE, "JPEG")


class WeChat(http.server.BaseHTTPRequestHandler):
    def answer(self, body: bytes, kind: str = "application/json", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def errcode(self, code: int) -> None:
        self.answer(json.dumps({"errcode": code, "errmsg": "x"}).encode())

    def do_GET(self) -> None:  # noqa: N802
        self.serve(None)

    def do_POST(self) -> None:  # noqa: N802
        self.serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def serve(self, body: Any) -> None:
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        with LOG.open("a", encoding="utf-8") as out:
            out.write(json.dumps([parts.path, query, body], ensure_ascii=False) + "\n")
        if parts.path == "/cgi-bin/stable_token":
            if body["secret"] != "stand-in secret":
                return self.errcode(40125)
            return self.answer(json.dumps({"access_token": TOKENS[-1], "expires_in": 7200}).encode())
        step = PLAN.pop(0) if PLAN else 0
        if step == "expire":
            TOKENS.append(f"token-{len(TOKENS) + 1}")
            step = 0
        if query.get("access_token") != TOKENS[-1]:
            if step != 40001:
                PLAN.insert(0, step)
            return self.errcode(40001)
        return self.fail_or_do(step, parts.path)

    def fail_or_do(self, step: int | str, path: str) -> None:
        if step == "hang":
            time.sleep(20)
        if step == "die":
            os._exit(1)
        if step == "cut":
            return self.connection.shutdown(2)
        if step == "rubbish":
            return self.answer(b"<html>no", "text/html")
        if step == "500":
            return self.answer(b"", status=500)
        if step in ("drip", "big"):
            self.answer(b"\xff\xd8", "image/jpeg")
            for _ in range(300):
                self.wfile.write(b"\0" * (2 if step == "drip" else 1024 * 1024))
                time.sleep(0.1 if step == "drip" else 0)
            return None
        if path == "/cgi-bin/media/get" and not step:
            return self.answer(PICTURE.getvalue(), "image/jpeg")
        return self.errcode(int(step))

    def log_message(self, *args: object) -> None:
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), WeChat)
server.handle_error = lambda *args: None  # type: ignore[method-assign]
print(server.server_port, flush=True)
server.serve_forever()
