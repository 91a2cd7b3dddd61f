"""A telephone exchange: `hotline.py URL SECRET NUMBER SEAT [PLAN]` places one call and announces it by Twilio's voice
status callbacks, as two legs, signed; what is not answered with 2xx is sent again. Prints a JSON line a callback.

PLAN: `answered` (by default: the seat answers, the caller hangs up), `missed` (nobody answers), `twice` (every callback
is sent twice), `mixed` (the ends come before the beginnings). Knows nothing of gongzhi: its signature is its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
import urllib.error
import urllib.request
from email.utils import formatdate
from urllib.parse import urlencode

TRIES = 3


def signature(secret: str, url: str, fields: dict[str, str]) -> str:
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()


def legs(number: str, seat: str, plan: str) -> list[dict[str, str]]:
    """The callbacks of one call, in the order in which they happen."""
    caller, agent = f"CA{secrets.token_hex(16)}", f"CA{secrets.token_hex(16)}"
    own = {"AccountSid": f"AC{'0' * 32}", "ApiVersion": "2010-04-01", "CallbackSource": "call-progress-events",
           "From": number}  # fmt: skip
    call = own | {"CallSid": caller, "To": "+864000365365", "Direction": "inbound"}
    to_agent = own | {"CallSid": agent, "ParentCallSid": caller, "To": f"client:{seat}", "Direction": "outbound-dial"}
    answered = plan != "missed"
    events = [
        call | {"CallStatus": "ringing"},
        call | {"CallStatus": "in-progress"},  # the exchange itself picked up and rings the seats
        to_agent | {"CallStatus": "ringing"},
        to_agent | {"CallStatus": "in-progress" if answered else "no-answer"},
        *([to_agent | {"CallStatus": "completed", "CallDuration": "61"}] if answered else []),
        call | {"CallStatus": "completed", "CallDuration": "75"},
    ]
    for n, event in enumerate(events):
        event |= {"SequenceNumber": str(n), "Timestamp": formatdate()}
    if plan == "mixed":
        events[2], events[3] = events[3], events[2]
    return [e for e in events for _copy in range(2 if plan == "twice" else 1)]


def tell(url: str, secret: str, fields: dict[str, str]) -> int:
    """Send a callback, again where it was not taken."""
    status = 0
    for attempt in range(TRIES):
        asked = urllib.request.Request(url, urlencode(fields).encode(), {
            "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature(secret, url, fields),
        })  # fmt: skip
        try:
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        time.sleep(0.2 * (attempt + 1))
    return status


def main(url: str, secret: str, number: str, seat: str, plan: str = "answered", until: str = "") -> None:
    for fields in legs(number, seat, plan):
        status = tell(url, secret, fields)
        print(json.dumps([fields["CallSid"], fields["CallStatus"], status]), flush=True)
        if until == fields["CallStatus"] and ("ParentCallSid" in fields or until == "ringing"):
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
