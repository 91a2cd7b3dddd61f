"""A stranger's client (`georeport` from PyPI) reads us through a live server, in JSON and in XML."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client
from georeport import GeoReport

from gongzhi.access.public import SYSTEM
from gongzhi.exchange import public as exchange
from gongzhi.exchange.tests.test_open311 import FIELDS, LAMP
from gongzhi.packs import public as packs
from gongzhi.stories.public import settle


@pytest.mark.django_db(transaction=True)
def test_georeport_reads_us_in_both_formats(live_server: Any) -> None:
    packs.install("guiyang")
    settle(packs.active(), random.Random(1))
    key = exchange.issue_token(name="客户端", scopes=["create"], actor=SYSTEM).secret
    send = Client()
    numbers = [
        send.post("/open311/v2/requests.json", {**LAMP, "api_key": key, "description": f"第{n}盏灯不亮"}).json()[0][
            "service_request_id"
        ]
        for n in range(2)
    ]
    for fmt in ("json", "xml"):
        city = GeoReport(f"{live_server.url}/open311/v2", jurisdiction="guiyang", output_format=fmt)
        services = city.get_service_list()
        assert {"service_code", "service_name", "metadata"} <= set(services[0])
        definition = city.get_service_definition("streetlight")
        assert definition["service_code"] == "streetlight"
        found = city.get_service_requests(service_code="streetlight", status="open")
        assert sorted(r["service_request_id"] for r in found) == sorted(numbers)
        assert set(found[0]) == FIELDS
        one: Any = city.get_service_request(numbers[0])
        one = one[0] if isinstance(one, list) else one
        assert one["service_request_id"] == numbers[0]
    packs.forget()
