"""Every page of the kit answers, carries the headers and keeps what was typed."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/privacy/", "/kit/", "/kit/desk/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_answer_without_inline_code(client: Client, path: str, language: str) -> None:
    client.get(f"/kit/language/{language}/")
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    assert "<style" not in text
    assert ' style="' not in text
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert ('lang="en" class' in text) == (language == "en")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_error_pages(client: Client, status: int) -> None:
    assert client.get(f"/kit/errors/{status}/").status_code == status


def test_large_type_is_kept_and_taken_back(client: Client) -> None:
    assert client.get("/kit/elder/on/?next=/privacy/")["Location"] == "/privacy/"
    assert 'elder">' in client.get("/").content.decode()
    client.get("/kit/elder/off/")
    assert 'elder">' not in client.get("/").content.decode()


def test_switch_never_leads_elsewhere(client: Client) -> None:
    for target in ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]:
        assert client.get("/kit/elder/on/", {"next": target})["Location"] == "/"
