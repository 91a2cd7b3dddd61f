"""What the commands `story` and `demo` say when the call is off."""

from __future__ import annotations

import socket

import pytest

from gongzhi.site.cli import main


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"Port {port} cannot be used" in said.err
    assert f"PORT={port + 1}" in said.err


def test_an_unknown_pack_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--pack", "atlantis"]) == 2
    assert "atlantis" in capsys.readouterr().err
