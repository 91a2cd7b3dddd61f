"""Message catalogs without system tools: collects msgids, keeps translations, compiles, checks.

    python tools/messages.py [CONTEXT…]   collect into gongzhi/<context>/locale/zh_Hans/LC_MESSAGES/django.po, compile
    python tools/messages.py --compile    only compile what is not fresh
    python tools/messages.py --check      exit 1 on a missing, obsolete, fuzzy or untranslated msgid

Collected are: calls of django.utils.translation by whatever name they were imported; `N_("…")` in pure modules; the
text of a domain error (`Conflict("…")`); and `translate` / `blocktranslate` in templates, read by Django's own lexer.
A msgid of kit, core or access is not repeated in other contexts: use `pgettext` where their word does not fit.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gongzhi"
CATALOG = Path("locale/zh_Hans/LC_MESSAGES/django.po")
HEADER = {
    "Project-Id-Version": "gongzhi",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# function -> positions of (context, msgid, plural)
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    **dict.fromkeys(["gettext", "gettext_lazy", "gettext_noop", "N_"], (None, 0, None)),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (None, 0, 1)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], (0, 1, None)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], (0, 1, 2)),
}
# Their msgids are not repeated in other contexts.
SHARED = ("kit", "core", "access")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, order=True)
class Message:
    """One msgid; `context` and `plural` are empty where there is none."""

    msgid: str
    context: str = ""
    plural: str = ""


Found = dict[Message, set[str]]  # -> files it occurs in


class Mistake(Exception):
    """A call that cannot be collected."""


def contexts() -> list[str]:
    """Every folder below gongzhi that is a package of ours, in order."""
    return sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py"))


def error_names() -> frozenset[str]:
    """The domain errors: the text they are raised with is a msgid."""
    tree = ast.parse((PACKAGE / "core" / "errors.py").read_text(encoding="utf-8"))
    return frozenset(n.name for n in tree.body if isinstance(n, ast.ClassDef))


def in_python(source: str, file: str, errors: frozenset[str]) -> Iterator[Message]:
    """The msgids of one Python file."""
    tree = ast.parse(source, file)
    names = {"N_": "N_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({a.asname or a.name: a.name for a in node.names if a.name in CALLS})
    handed = set(_handed(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in names and isinstance(node.func, ast.Name):
            yield from _call(node, CALLS[names[name]], file)
        elif name in errors or (name == "__init__" and file == "core/errors.py"):
            if name in errors and id(node) in handed:
                raise Mistake(f"gongzhi/{file}:{node.lineno}: the text of {name} must stand in the call, or with N_")
            yield from _call(node, CALLS["gettext"], file)


def _handed(tree: ast.Module) -> Iterator[int]:
    """The calls whose first argument is a name that the function was handed as text, or gave a text to: its words are
    not seen in the call."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            arguments = function.args
            texts = {
                a.arg
                for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                if a.annotation is not None and ast.unparse(a.annotation) == "str"
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(getattr(node.value, "value", None), str):
                    texts |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and node.args and getattr(node.args[0], "id", "") in texts:
                    yield id(node)


def _call(node: ast.Call, where: tuple[int | None, int, int | None], file: str) -> Iterator[Message]:
    def text(at: int | None) -> str | None:
        if at is None:
            return ""
        value = node.args[at] if at < len(node.args) else None
        if isinstance(value, ast.JoinedStr):
            raise Mistake(f"gongzhi/{file}:{node.lineno}: an f-string cannot be translated; use %(name)s")
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None

    context, msgid, plural = (text(at) for at in where)
    if msgid and context is not None and plural is not None:
        yield Message(msgid, context, plural)


def in_template(source: str, file: str) -> Iterator[Message]:
    """The msgids of one template: Django turns it into calls, which are read like Python's."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    call = re.compile(r"""\b(n?p?gettext|_)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?)+)(?:\s*count)?\)""")
    for name, arguments in call.findall(templatize(source, origin=file)):
        values = ast.literal_eval(f"({arguments.rstrip().rstrip(',')},)")
        context, msgid, plural = CALLS["gettext" if name == "_" else name]
        yield Message(values[msgid], values[context] if context is not None else "", values[plural] if plural else "")


def collect(name: str) -> Found:
    """Everything that the context `name` says in English."""
    errors, found = error_names(), Found()
    folder = PACKAGE / name
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if "tests" in parts or "migrations" in parts or path.suffix not in {".py", ".html", ".txt", ".xml"}:
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        file = path.relative_to(PACKAGE).as_posix()
        source = path.read_text(encoding="utf-8")
        messages = in_python(source, file, errors) if path.suffix == ".py" else in_template(source, file)
        for message in messages:
            found.setdefault(message, set()).add(file)
    return found


def wanted(names: list[str]) -> dict[str, Found]:
    """What each context's catalog must hold: its own msgids without those that a shared one has already."""
    shared: dict[str, Found] = {}
    for name in SHARED:
        shared[name] = {m: f for m, f in collect(name).items() if not any(m in s for s in shared.values())}
    return {
        n: shared.get(n) or {m: f for m, f in collect(n).items() if not any(m in s for s in shared.values())}
        for n in names
    }


def read(name: str) -> polib.POFile | None:
    path = PACKAGE / name / CATALOG
    return polib.pofile(str(path)) if path.exists() else None


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def update(name: str, found: Found) -> int:
    """Rewrites the catalog of a context: new msgids in, obsolete ones out, translations kept; how many lack one."""
    path = PACKAGE / name / CATALOG
    old = {key(e): e for e in read(name) or [] if not e.obsolete}
    if not found:
        path.unlink(missing_ok=True)
        return 0
    catalog = polib.POFile(wrapwidth=120)
    catalog.metadata = HEADER
    for message in sorted(found):
        before = old.get(message)
        entry = polib.POEntry(
            msgid=message.msgid,
            msgctxt=message.context or None,
            occurrences=[(file, "") for file in sorted(found[message])],
            flags=["python-format"] if PLACEHOLDER.search(message.msgid) else [],
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = dict(before.msgstr_plural) if before else {0: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        if before and before.fuzzy:
            entry.flags.append("fuzzy")
        catalog.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = str(catalog).rstrip() + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return len(catalog.untranslated_entries())


def compile_all(root: Path = PACKAGE) -> int:
    """Writes every .mo that is older than its .po (whole or not at all); how many were written."""
    done = 0
    for po in sorted(root.glob("*/locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        part = mo.with_suffix(f".{os.getpid()}.part")
        polib.pofile(str(po)).save_as_mofile(str(part))
        part.replace(mo)
        done += 1
    return done


def check(names: list[str]) -> list[str]:
    """What is wrong with the catalogs, one line each."""
    problems: list[str] = []
    said: dict[Message, tuple[str, str]] = {}
    for name, found in wanted(names).items():
        where = (PACKAGE / name / CATALOG).relative_to(ROOT)
        entries = {key(e): e for e in read(name) or [] if not e.obsolete}
        problems += [f"{where}: missing: {m.msgid!r} ({min(found[m])})" for m in sorted(set(found) - set(entries))]
        problems += [f"{where}: obsolete: {m.msgid!r}" for m in sorted(set(entries) - set(found))]
        for message, entry in entries.items():
            text = entry.msgstr_plural.get(0, "") if message.plural else entry.msgstr
            if not text or entry.fuzzy:
                problems.append(f"{where}: {'fuzzy' if entry.fuzzy else 'untranslated'}: {message.msgid!r}")
            elif set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(message.plural + message.msgid)):
                problems.append(f"{where}: unknown placeholder in the translation of {message.msgid!r}")
            other, by = said.setdefault(message, (text, name))
            if text and other and other != text:
                problems.append(f"{where}: {message.msgid!r} is {text} here and {other} in {by}: use pgettext")
    return problems


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contexts", nargs="*", help="only these (all by default)")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args(arguments)
    names = options.contexts or contexts()
    if options.compile:
        compile_all()
        return 0
    try:
        if options.check:
            problems = check(names)
            print("\n".join(problems) or f"{len(names)} catalogs complete")
            return int(bool(problems))
        for name, found in wanted(names).items():
            lacking = update(name, found)
            print(f"{name}: {len(found)} msgids" + (f", {lacking} to translate" if lacking else ""))
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
