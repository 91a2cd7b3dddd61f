"""Rules of the house that no linter knows. Each names the places that break it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, dotted, files, name_of, product

FILE_LINES, FUNCTION_LINES = 400, 60
# path or path::function -> the day it was let through and why; goes when it is no longer needed.
TOO_LONG: dict[str, str] = {
    "tests/hostile/addresses.py": "2026-11-22: a table, one line an address",
    "gongzhi/ledger/rules/verify_ledger.py": "2026-11-21: a stranger's verifier is one file on the standard library",
    "gongzhi/places/actions/add.py::add_place": "2026-11-22: to be split",
    "gongzhi/requests/actions/intake.py::_take": "2026-11-21: to be split",
    "gongzhi/site/cli/import_.py::run": "2026-11-21: to be split",
}

# Where rows may be written: the verbs, the worker's sweeps, set-up by command.
WRITERS = re.compile(r"gongzhi/\w+/(actions|tasks|management|kinds|site)(/|\.py)|gongzhi/(stories|site/cli)/")
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
MAY_WRITE: dict[str, str] = {}

OWN_TIME = re.compile(
    r"(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)|timezone\.(now|localdate|localtime)"
    r"|time\.time|random\.\w+|secrets\.\w+|uuid\.uuid[14]|os\.urandom"
)
MAY_ASK: dict[str, str] = {
    "gongzhi/stories/live.py": "2026-11-22: the chance of a story, from its seed",
    "gongzhi/stories/adjust.py": "2026-11-22: names drawn apart, so that the rest of a story stays as it is without it",
    "gongzhi/stories/quarrelling.py": "2026-11-23: what quarrels come to, drawn apart for the same reason",
    "gongzhi/stories/elections.py": "2026-11-22: candidates and votes, drawn apart for the same reason",
    "gongzhi/stories/emergency.py": "2026-11-22: names of helpers, drawn apart for the same reason",
    "gongzhi/kit/crypto.py": "2026-11-21: keys and nonces must never come from a story's seed",
    "gongzhi/places/actions/shared.py": "2026-11-21: the token of a revision must not repeat, also after a rollback",
    "gongzhi/site/environment.py": "2026-11-21: the installation's secret is made before anything else is there",
}


def _too_long() -> Iterator[tuple[str, int]]:
    for path, tree in files():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > FILE_LINES:
            yield name_of(path), lines
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{name_of(path)}::{node.name}", length


def test_files_and_functions_stay_readable() -> None:
    found = dict(_too_long())
    assert {name: lines for name, lines in found.items() if name not in TOO_LONG} == {}
    for name in TOO_LONG:
        assert (ROOT / name.partition("::")[0]).exists(), f"{name} is gone: take it off the list"


def test_no_signals() -> None:
    signals = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in product()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.")
        and any(alias.name in {"receiver", "post_save", "pre_save", "post_delete"} for alias in node.names)
    ]
    assert signals == []


def test_migrations_say_what_they_do() -> None:
    names = [path.name for path in (ROOT / "gongzhi").rglob("migrations/*.py") if path.name != "__init__.py"]
    assert names
    assert [name for name in names if "_auto_" in name or not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name)] == []


def _rooted_in_manager(node: ast.AST) -> bool:
    """Whether `X.objects.….verb` starts at a manager."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _is_write(node: ast.Call) -> bool:
    verb = node.func
    if not isinstance(verb, ast.Attribute):
        return False
    if verb.attr == "save":  # of a row: no file, no format
        return not node.args and all(k.arg in {"update_fields", "force_insert", "using"} for k in node.keywords)
    return verb.attr in WRITES and _rooted_in_manager(verb.value)


def test_rows_are_written_in_actions_only() -> None:
    stray = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in product()
        if not WRITERS.search(name_of(path)) and name_of(path) not in MAY_WRITE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _is_write(node)
    ]
    assert stray == []


def test_time_and_chance_come_from_core() -> None:
    stray = [
        f"{name_of(path)}:{node.lineno} {dotted(node.func)}"
        for path, tree in product()
        if not name_of(path).startswith("gongzhi/core/") and name_of(path) not in MAY_ASK
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and OWN_TIME.fullmatch(dotted(node.func))
    ]
    assert stray == []
    for name in MAY_ASK:
        assert (ROOT / name).exists(), f"{name} is gone: take it off the list"


def test_the_rules_can_fail() -> None:
    def call(text: str) -> ast.Call:
        node = ast.parse(text, mode="eval").body
        assert isinstance(node, ast.Call)
        return node

    for text in (
        "row.save()",
        "row.save(update_fields=['a'])",
        "M.objects.create(a=1)",
        "M.objects.filter(a=1).delete()",
    ):
        assert _is_write(call(text)), text
    for text in ("book.save(out)", "picture.save(out, 'JPEG')", "words.update(a=1)", "digest().update(b'')"):
        assert not _is_write(call(text)), text
    for text in (
        "timezone.now()",
        "datetime.datetime.now(UTC)",
        "date.today()",
        "random.random()",
        "secrets.token_hex(3)",
    ):
        assert OWN_TIME.fullmatch(dotted(call(text).func)), text
    assert not OWN_TIME.fullmatch(dotted(call("clock.now()").func))


def test_the_command_line_answers_without_django(tmp_path: Path) -> None:
    code = (
        "import sys; from gongzhi.site.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=False, text=True)
    assert done.returncode == 0, f"a module of gongzhi.site.cli imports Django at its top: {done.stderr}"


def test_every_static_file_that_a_page_names_is_there() -> None:
    """In service a missing one is no missing file but an error page: its name is looked up in the manifest."""
    named = {
        (page.relative_to(ROOT).as_posix(), name)
        for page in (ROOT / "gongzhi").glob("*/templates/**/*.html")
        for name in re.findall(r"{% static '([^'{]+)' %}", page.read_text(encoding="utf-8"))
    }
    ours = [(page, name) for page, name in named if not name.startswith("npm/")]  # those come with `make install`
    assert len(ours) > 50
    assert [n for n in ours if not (ROOT / "gongzhi" / n[1].partition("/")[0] / "static" / n[1]).is_file()] == []
