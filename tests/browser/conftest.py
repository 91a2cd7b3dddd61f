"""A real Chromium for pages: light fixtures on Playwright's sync API, pictures, axe-core.

A click does not wait for the page that it leads to: `follow(locator)` does, `press(page, key)` for the keyboard; what
scripts draw afterwards is waited for with `expect(...)`.

`look(page, path, name)` opens an address, at 360 and at 1440 px, saves pictures to var/pictures/ (unless
`GONGZHI_TEST_PICTURES=no`, as in `make test`, where nobody looks at them) and refuses
a page that is wider than the screen, writes an error to the console, loads something missing, or that axe finds a
serious fault on.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "var" / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# the shell without windows takes a fifth less time than the whole Chromium
INSTALLED = [f"/usr/bin/chromium{kind}" for kind in ("-headless-shell", "", "-browser")]
CANDIDATES = [os.environ.get("GONGZHI_CHROMIUM", ""), *INSTALLED]
CHROMIUM = next((c for c in CANDIDATES if c and Path(c).exists()), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": (360, 740), "desk": (1440, 900)}
PATIENCE = 30_000  # ms: what a page may take on a loaded machine


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the run; skipped with the reason where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium: install the package chromium, or set GONGZHI_CHROMIUM to its path")
    if not AXE.exists():
        pytest.skip("no axe-core: run `make install`")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Makes browser contexts with a base address; `new_context(language="en", elder=True, javascript=False)`."""
    opened: list[Any] = []

    def make(*, language: str = "zh-CN", elder: bool = False, javascript: bool = True, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url, locale=language, java_script_enabled=javascript, bypass_csp=False, **options
        )
        context.set_default_timeout(PATIENCE)
        if elder:
            context.add_cookies([{"name": "gongzhi_elder", "value": "1", "url": live_server.url}])
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., Any]) -> Any:
    """A Chinese page with scripting on."""
    return new_context().new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """`sign_in(context, account)`: the browser context holds the session of `account`, without the sign-in page."""

    def enter(context: Any, account: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(account)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return enter


@pytest.fixture
def look() -> Callable[..., None]:
    """`look(page, path, name, status=200)`: see the module's text."""
    return look_at


def follow(target: Any) -> None:
    """Clicks a link or a button and waits until the page that it leads to is loaded; also for a form that posts to its
    own address, and for an anchor within the page."""
    with target.page.expect_navigation():
        target.click()


def press(page: Any, key: str) -> None:
    """Presses a key that leads to another page and waits until that one is loaded."""
    with page.expect_navigation():
        page.keyboard.press(key)


def look_at(page: Any, path: str, name: str, *, status: int = 200) -> None:
    """Looks at one address at both widths, opened once as on a phone that is turned, with axe at the width at which
    most open it (GONGZHI_TEST_AXE=both: at both); AssertionError names what is wrong."""
    troubles: list[str] = []
    on_console = _console(troubles, status)
    on_error = _page_error(troubles)
    page.on("console", on_console)
    page.on("pageerror", on_error)
    for n, (width, size) in enumerate(WIDTHS.items()):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if n == 0:
            response = page.goto(path)
            assert response is not None
            assert response.status == status, f"{path}: {response.status} instead of {status}"
        usual = width == ("desk" if path.startswith("/desk") else "phone")
        examine(page, f"{name}-{width}", axes=usual or os.environ.get("GONGZHI_TEST_AXE") == "both")
    page.remove_listener("console", on_console)
    page.remove_listener("pageerror", on_error)
    assert not troubles, f"{name}: {troubles}"


def examine(page: Any, name: str, *, axes: bool = True) -> None:
    """The page as it stands now: picture, width, axe."""
    if os.environ.get("GONGZHI_TEST_PICTURES") != "no":
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)
    wide = page.evaluate(_TOO_WIDE)
    assert not wide, f"{name}: wider than the screen: {wide}"
    findings = axe(page) if axes else []
    assert not findings, f"{name}: " + "; ".join(findings)


def axe(page: Any) -> list[str]:
    """Serious and critical findings of axe-core; evaluated from outside, so the page's policy stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_source())
        page.add_init_script(_axe_source())  # on the pages that follow it stands already, compiled
    return [f"{name} ({text}): {json.dumps(targets)}" for name, text, targets in page.evaluate(_SERIOUS)]


@functools.cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


_SERIOUS = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly: rules});
  return found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => [v.id, v.help, v.nodes.slice(0, 5).map(n => n.target)]);
}"""

_TOO_WIDE = """() => {
  const limit = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth <= limit) return found;
  for (const e of document.body.querySelectorAll('*')) {
    const r = e.getBoundingClientRect();
    if (r.width && r.right > limit + 1) found.push(`${e.tagName}.${e.className} ${Math.round(r.right)}px`);
  }
  return found.slice(0, 5).length ? found.slice(0, 5) : ['document'];
}"""


def _console(troubles: list[str], status: int) -> Callable[[Any], None]:
    def note(message: Any) -> None:
        # Chromium itself reports an answer of 4xx or 5xx; that one was asked for
        if message.type == "error" and not (status >= 400 and f"status of {status}" in message.text):
            troubles.append(message.text)

    return note


def _page_error(troubles: list[str]) -> Callable[[Any], None]:
    def note(error: Any) -> None:
        troubles.append(str(error))

    return note


def with_worker(settled: Any, words: str, outcome: str) -> Any:
    """A resident's request that a grid worker took in hand and brought on by `outcome`."""
    from gongzhi.access.public import ANONYMOUS, SYSTEM
    from gongzhi.procedures import public as procedures
    from gongzhi.requests import public as requests

    draft = requests.Draft(description=words, lon=106.708, lat=26.5895, name="老周", contact_phone="13800138000")
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    about = requests.Request.objects.select_related("matter").get(pk=receipt.matter_id)
    actor, worker = settled.actor("worker-05"), settled.posts["worker-05"]
    if about.matter.holder_post_id != worker:
        procedures.succeed(about.pk, from_post=about.matter.holder_post_id, to_post=worker, reason="", actor=SYSTEM)
    procedures.accept(about.pk, actor=actor)
    procedures.choose(about.pk, outcome=outcome, actor=actor)
    return about
