"""Every operation of the API gets random input made from its own schema: never a 500, every refusal a problem."""

from __future__ import annotations

import json
import os
import random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.exchange import public as exchange
from gongzhi.exchange.api.operations import api
from gongzhi.exchange.models import Token
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

TEXTS = [
    "",
    "x",
    "路灯不亮",
    "😀",
    "\0",
    "\ud800",
    "a" * 5000,
    "<b>",
    "2026-02-31",
    "9" * 25,
    "-1",
    " ",
    "\u202e",
    "%s%n",
]
NUMBERS = [0, -1, 1, 2, 5, 2**31, 2**63, -(2**70), 1e308, 106.7, 26.58, 0.5]


class Maker:
    """Random values of a JSON schema, sometimes of the wrong kind."""

    def __init__(self, seed: int, schema: dict[str, Any], numbers: list[str]) -> None:
        self.chance, self.schema, self.numbers = random.Random(seed), schema, numbers

    def value(self, kind: dict[str, Any], depth: int = 0) -> Any:
        if "$ref" in kind:
            kind = self.schema["components"]["schemas"][kind["$ref"].rpartition("/")[2]]
        if self.chance.random() < 0.06 or depth > 6:
            return self.chance.choice([None, True, [], {}, 7, "x", [[]], {"a": {}}])
        if options := kind.get("anyOf") or kind.get("oneOf"):
            return self.value(self.chance.choice(options), depth + 1)
        if "enum" in kind:
            return self.chance.choice([*kind["enum"], "none"])
        return self._typed(kind, depth)

    def _typed(self, kind: dict[str, Any], depth: int) -> Any:
        match kind.get("type"):
            case "object" if "properties" in kind:
                wanted = set(kind.get("required", []))
                return {
                    name: self.value(sub, depth + 1)
                    for name, sub in kind["properties"].items()
                    if name in wanted or self.chance.random() < 0.6
                }
            case "object":
                return {self.chance.choice(TEXTS): self.value(kind.get("additionalProperties") or {}, depth + 1)}
            case "array":
                return [self.value(kind.get("items", {}), depth + 1) for _ in range(self.chance.randrange(4))]
            case "boolean":
                return self.chance.random() < 0.5
            case "integer" | "number":
                return self.chance.choice(NUMBERS)
            case "string" if "pattern" in kind:
                return self.chance.choice([*self.numbers, "0000000000", "12", *TEXTS])
            case _:
                return self.chance.choice([*TEXTS, "路灯坏了,请修", "solved", "streetlight", "other", "hotline"])


def fuzz(city: Settled, rounds: int, seed: int) -> int:
    issued = exchange.issue_token(name="乱试", scopes=["read", "create"], actor=SYSTEM, per_minute=6000)
    Token.objects.filter(pk=issued.token_id).update(
        person=city.holders["hotline"][0], scopes=["read", "create", "act"], per_minute=10**9
    )
    draft = requests.Draft(description="路灯不亮", name="周", lon=106.7065, lat=26.5895, contact_phone="13800138000")
    made = requests.intake(draft, actor=city.actor("hotline"), channel="hotline")
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    maker = Maker(seed, schema, [made.number, str(city.posts["hotline"]), str(made.matter_id)])
    client = Client(raise_request_exception=False)
    calls = 0
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for _ in range(rounds):
                status, problem = _call(client, maker, path, method, operation, issued.secret, made)
                assert status < 500, (method, path, problem)
                calls += 1
    return calls


def _call(
    client: Client, maker: Maker, path: str, method: str, operation: dict[str, Any], secret: str, made: Any
) -> tuple[int, Any]:
    query, headers = {}, {"Authorization": f"Bearer {secret}"}
    for p in operation.get("parameters", []):
        text = str(maker.value(p["schema"]))
        if p["in"] == "path":
            text = made.number if maker.chance.random() < 0.7 else text
            path = path.replace(f"{{{p['name']}}}", text.encode("utf-8", "ignore").decode().replace("/", "") or "0")
        elif p["in"] == "query":
            query[p["name"]] = text.encode("utf-8", "ignore").decode()
        elif p["name"] == "X-Request-Secret":
            headers[p["name"]] = requests.secret_of(made.reporter_id) if maker.chance.random() < 0.8 else text
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = maker.value(content["application/json"]["schema"])
        response = client.generic(
            method.upper(), path, json.dumps(body), content_type="application/json", headers=headers, QUERY_STRING=""
        )
        sent: Any = body
    else:
        response = getattr(client, method)(path, query, headers=headers)
        sent = query
    if response.status_code >= 400:
        assert response["Content-Type"].startswith("application/problem+json"), (method, path, response.status_code)
    return response.status_code, (sent, response.content[:300])


def fuzz_as(secret: str, numbers: list[str], *, rounds: int, seed: int, wanted: tuple[str, ...]) -> int:
    """The operations whose address begins with one of `wanted`, by that token, with known ids among what is sent."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    maker, client, calls = Maker(seed, schema, numbers), Client(raise_request_exception=False), 0
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for _ in range(rounds if path.removeprefix("/api/v1/").startswith(wanted) else 0):
                made = SimpleNamespace(number=maker.chance.choice(numbers), reporter_id=0)
                status, problem = _call(client, maker, path, method, operation, secret, made)
                assert status < 500, (method, path, problem)
                calls += 1
    return calls


@pytest.mark.django_db
def test_random_input_is_never_a_500(city: Settled) -> None:
    assert fuzz(city, rounds=3, seed=7) > 75


@pytest.mark.prove
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(10, 12) if os.environ.get("GONGZHI_TEST_DB") == "postgres" else range(4))
def test_much_random_input_is_never_a_500(city: Settled, seed: int) -> None:
    fuzz(city, rounds=60, seed=seed)
