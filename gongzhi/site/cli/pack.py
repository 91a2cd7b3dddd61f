"""`gongzhi pack …`: check, new, list, show, schema (no database), install."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gongzhi
from gongzhi.site.cli import UsageError

if TYPE_CHECKING:
    from gongzhi.packs.loader import Checked


def add(commands: Any) -> None:
    parser = commands.add_parser("pack", help="check, make, list and show packs (the rules of a city)")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    check = verbs.add_parser("check", help="one line a mistake: file:line: key.path: message; exit 0 or 1")
    check.add_argument("folder", metavar="DIR", help="a folder with pack.yaml, or the name of a shipped pack")
    check.add_argument("--json", action="store_true", help="the mistakes as JSON")
    check.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the messages")
    check.add_argument("--document", metavar="FILE", type=Path, help="the document: every quote must stand in it")
    check.set_defaults(run=run_check)
    new = verbs.add_parser("new", help="begin a pack in a new folder")
    new.add_argument("folder", metavar="DIR", type=Path)
    new.set_defaults(run=run_new)
    verbs.add_parser("list", help="the shipped packs").set_defaults(run=run_list)
    show = verbs.add_parser("show", help="what a pack says, merged with its parents")
    show.add_argument("pack", metavar="PACK", help="a shipped name or a folder")
    show.add_argument("--json", action="store_true", help="everything, as JSON")
    show.set_defaults(run=run_show)
    verbs.add_parser("schema", help="the JSON Schema of a pack").set_defaults(run=run_schema)
    install = verbs.add_parser("install", help="make a pack the one in force (needs the database)")
    install.add_argument("pack", metavar="PACK", help="a shipped name or a folder")
    install.set_defaults(run=run_install)


def run_check(args: argparse.Namespace) -> int:
    from gongzhi.access.public import Permission
    from gongzhi.packs.loader import check

    document: str | None = None
    if args.document is not None:
        try:
            document = args.document.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{args.document}: {error}") from error
    checked = check(args.folder, [p.value for p in Permission], document)
    if args.json:
        rows, doubts = (
            [
                {"file": m.file, "line": m.line, "path": m.path, "code": m.code, "message": m.message(args.lang)}
                for m in found
            ]
            for found in (checked.mistakes, checked.warnings)
        )
        print(json.dumps({"ok": not rows, "mistakes": rows, "warnings": doubts}, ensure_ascii=False))
    else:
        for mistake in checked.mistakes:
            print(mistake.line_text(args.lang))
        for doubt in checked.warnings:
            print(doubt.line_text(args.lang, doubtful=True), file=sys.stderr)
        print(_summary(checked, args), file=sys.stderr)
    return 1 if checked.mistakes else 0


def _summary(checked: Checked, args: argparse.Namespace) -> str:
    """One line for people (stdout has the mistakes alone): what was read and how it stands."""
    from gongzhi.packs.loader import folder_of

    pack, number, doubts = checked.pack, len(checked.mistakes), len(checked.warnings)
    if pack is None:
        return f"{args.folder}: {number} mistake(s)" if args.lang == "en" else f"{args.folder}：有 {number} 处错误"
    files = len(list(folder_of(args.folder).glob("*.yaml")))
    types, procedures = len(pack.request_types), len(pack.procedures)
    if args.lang == "en":
        said = f"{pack.name}: {files} files, {types} request types, {procedures} procedures"
        return f"{said}, nothing wrong" + (f", {doubts} thing(s) to look at" if doubts else "")
    said = f"{pack.name}：{files} 个文件，{types} 类诉求，{procedures} 个工作法"
    return f"{said}，没有错误" + (f"，{doubts} 处请再看一看" if doubts else "")


def run_new(args: argparse.Namespace) -> int:
    folder: Path = args.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"{folder}: 已有内容，请换一个空文件夹 / not empty", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in folder.resolve().name.lower()).strip("-")
    name = (letters if letters[:1].isalpha() else f"pack-{letters}".rstrip("-"))[:40]
    starter = Path(gongzhi.__file__).parent / "packs" / "starter"
    for file in sorted(starter.glob("*.yaml")):
        (folder / file.name).write_text(file.read_text("utf-8").replace("{name}", name), "utf-8")
        print(folder / file.name)
    return 0


def run_list(args: argparse.Namespace) -> int:
    from gongzhi.packs.loader import BadPack, load, shipped

    for name in shipped():
        try:
            pack = load(name)
        except BadPack:
            print(f"{name}\t(!)")
            continue
        print("\t".join(filter(None, (name, pack.title, pack.place, pack.historical))))
    return 0


def run_show(args: argparse.Namespace) -> int:
    from gongzhi.packs.loader import BadPack, load

    try:
        pack = load(args.pack)
    except BadPack as error:
        for mistake in error.mistakes:
            print(mistake.line_text(), file=sys.stderr)
        return 1
    if args.json:
        print(pack.model_dump_json(exclude_none=True))
        return 0
    from gongzhi.site.cli import _show

    for line in _show.lines(pack):
        print(line)
    return 0


def run_schema(args: argparse.Namespace) -> int:
    from gongzhi.packs.loader import schema_json

    sys.stdout.write(schema_json())
    return 0


def run_install(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from gongzhi.packs.public import BadPack, install

    try:
        print(install(args.pack))
    except BadPack as error:
        for mistake in error.mistakes:
            print(mistake.line_text(), file=sys.stderr)
        return 1
    return 0
