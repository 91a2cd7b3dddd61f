"""A key for programs, and readers of both formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.exchange import public as exchange
from gongzhi.exchange.rules.georeport import MEMBERS

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Call = Callable[..., tuple[HttpResponse, Any]]


def plain(element: ElementTree.Element) -> Any:
    """XML as the JSON of the same answer would be (texts stay texts)."""
    children = list(element)
    if MEMBERS.get(element.tag):
        return [plain(c) for c in children]
    return {c.tag: plain(c) for c in children} if children else (element.text or "")


def read(response: HttpResponse, fmt: str) -> Any:
    body = response.content.decode("utf-8")
    if fmt == "json":
        return json.loads(body)
    assert body.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    return plain(ElementTree.fromstring(body))


@pytest.fixture
def api_key(city: Settled) -> str:
    return exchange.issue_token(name="测试", scopes=["read", "create"], actor=SYSTEM, per_minute=6000).secret


@pytest.fixture(params=["xml", "json"])
def fmt(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def get(fmt: str, city: Settled) -> Call:
    client = Client()

    def call(path: str, **query: object) -> tuple[HttpResponse, Any]:
        response = client.get(f"/open311/{path}.{fmt}", query)
        return response, read(response, fmt)

    return call


@pytest.fixture
def post(fmt: str, api_key: str) -> Call:
    client = Client(enforce_csrf_checks=True)

    def call(path: str = "v2/requests", **fields: object) -> tuple[HttpResponse, Any]:
        data = {"api_key": api_key, **{k.replace("__", "[", 1) + "]" if "__" in k else k: v for k, v in fields.items()}}
        response = client.post(f"/open311/{path}.{fmt}", data)
        return response, read(response, fmt)

    return call
