"""A mail server. `smtp.py LOG PLAN [CERT KEY]`: what each message meets, in turn; prints its port; logs what arrived.

PLAN is a JSON list: "250", a status such as "451" or "554" after the text, "rcpt 550", "hang", "cut" (breaks the
connection in the middle), "die" (the process ends). Signing in needs `gongzhi` / `open sesame` (`auth` in PLAN[0]).
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Handler:
    def __init__(self, log: Path, plan: list[str]) -> None:
        self.log, self.plan = log, plan

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.plan and self.plan[0].startswith("rcpt "):
            return f"{self.plan.pop(0)[5:]} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.plan.pop(0) if self.plan else "250"
        if answer == "hang":
            await asyncio.sleep(20)
        if answer == "cut":
            server.transport.abort()
            return "421 gone"
        if answer == "die":
            os._exit(1)
        letter = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        seen: dict[str, Any] = {"answer": answer, "from": envelope.mail_from, "rcpt": envelope.rcpt_tos}
        seen |= {"tls": session.ssl is not None, "user": session.auth_data and session.auth_data.login.decode()}
        seen |= {"headers": {k: str(v) for k, v in letter.items()}, "text": letter.get_content()}
        with self.log.open("a", encoding="utf-8") as out:
            out.write(json.dumps(seen, ensure_ascii=False) + "\n")
        return f"{answer} noted"


def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.password == b"open sesame", handled=False, auth_data=data)


async def main() -> None:
    log, plan, *pair = sys.argv[1:]
    steps = json.loads(plan)
    auth = steps[:1] == ["auth"]
    handler, context = Handler(Path(log), steps[auth:]), None
    if pair:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*pair)
    more: dict[str, Any] = {"tls_context": context} if context else {}
    if auth:
        more |= {"authenticator": check, "auth_required": True, "auth_require_tls": bool(context)}
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, **more), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
