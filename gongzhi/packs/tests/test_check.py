"""A mistake is named with file, line, key and in words; good packs have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.packs.public import BadPack, check, load, shipped

HEAD = "name: own\ntitle: 本地\nplace: 某市\nextends: base\n"
STEP = """
  - key: p
    title: 办理
    source: {default: 示例}
    steps:
"""
ARCHIVE = "      - {key: z, title: 归档, kind: archive, source: {default: 示例}}\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def step(key: str, to: str) -> str:
    outcome = f"outcomes: [{{key: go, title: 走, next: {to}}}]"
    return f"      - {{key: {key}, title: 步骤{key}, kind: task, {outcome}, source: {{default: 示例}}}}\n"


def lines(folder: Path, lang: str = "zh") -> list[str]:
    return [m.line_text(lang).removeprefix(f"{folder}/") for m in check(folder, ["request:see"]).mistakes]


def test_every_shipped_pack_is_right() -> None:
    assert {"base", "guiyang"} <= set(shipped())
    for name in shipped():
        assert [m.line_text() for m in check(name).mistakes] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("levels:\n  - key: [a\n", "pack.yaml:7: -: 这一行的写法不对"),
        ("levls: []\n", "pack.yaml:5: levls: 没有“levls”这一项，是不是想写“levels”？"),
        ("title: 又写\n", "pack.yaml:5: title: “title”写了两次"),
        ("levels:\n  - {key: x, title: 层, kind: grid, order: 9}\n", "pack.yaml:6: levels[x].source: 缺少出处 source"),
        (
            "levels:\n  - {key: x, title: 层, kind: gird, order: 9, source: {default: 例}}\n",
            "是不是想写“grid”",
        ),
        (
            "levels:\n  - {key: x, title: 层, kind: grid, order: 9, parent: cmunity, source: {default: 例}}\n",
            "pack.yaml:6: levels[x].parent: 层级中没有“cmunity”，是不是想写“community”？",
        ),
        (
            "levels:\n  - {key: x, title: 层, kind: grid, order: 9, source: {default: 例}}\n"
            "  - {key: x, title: 层, kind: grid, order: 9, source: {default: 例}}\n",
            "pack.yaml:7: levels[x]: “x”写了两次",
        ),
        ("channels:\n  - {key: fax, remove: true}\n", "pack.yaml:6: channels[fax]: 要去掉的“fax”在上级规则包中没有"),
        (
            "boards:\n  - {key: b, title: 栏, days_min: 0, source: {default: 例}}\n",
            "pack.yaml:6: boards[b].days_min: 数值太小，至少是 1",
        ),
        (
            f"boards:\n  - {{key: b, title: 栏, days_min: 9, source: {{quote: {'字' * 81}}}}}\n",
            "pack.yaml:6: boards[b].source: 引文有 81 个字，最多 80 个字",
        ),
        (
            "boards:\n  - {key: b, title: 栏, days_min: 9, source: {quote: 字, law: 法}}\n",
            "pack.yaml:6: boards[b].source: 出处只能写一种",
        ),
        (
            "calendar:\n  weekly: {mon: ['13:00-12:00']}\n  source: {default: 例}\n",
            "pack.yaml:6: calendar.weekly.mon: 时间段“13:00-12:00”不对",
        ),
        (
            "post_kinds:\n  - key: k\n    title: 岗\n    body_kinds: [nobody]\n    permissions: [request:se]\n"
            "    source: {default: 例}\n",
            "pack.yaml:9: post_kinds[k].permissions[0]: 没有“request:se”这个权限，是不是想写“request:see”？",
        ),
        (
            "texts:\n  - {key: received, text: '收到{nummer}'}\n",
            "pack.yaml:6: texts[received].text: 文字中的 {nummer} 不是可用的填充项",
        ),
        ("procedures:" + STEP + step("a", "z") + step("b", "z") + ARCHIVE, "步骤“步骤b”从第一步走不到"),
        (
            "procedures:" + STEP + step("a", "b") + step("b", "a") + ARCHIVE,
            "pack.yaml:10: procedures[p].steps[a]: 步骤“步骤a”走不到结束",
        ),
        ("procedures:" + STEP + step("a", "zz") + ARCHIVE, "步骤中没有“zz”"),
    ],
)
def test_a_mistake_says_where_and_what(tmp_path: Path, text: str, expected: str) -> None:
    found = lines(write(tmp_path, pack=HEAD + text))
    assert any(expected in line for line in found), found


def test_english_on_request(tmp_path: Path) -> None:
    found = lines(write(tmp_path, pack=HEAD + "levls: []\n"), "en")
    assert found == ["pack.yaml:5: levls: there is no field “levls”; did you mean “levels”?"]


def test_the_mistake_is_in_the_file_that_holds_it(tmp_path: Path) -> None:
    folder = write(tmp_path, pack=HEAD, boards="\n\nboards:\n  - {key: b, title: 栏, source: {default: 例}}\n")
    assert lines(folder) == ["boards.yaml:4: boards[b].days_min: 缺少“days_min”，请补上"]


def test_a_child_overrides_adds_and_removes(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        pack=HEAD + "channels:\n  - {key: hall, title: 大厅}\n  - {key: microblog, remove: true}\n"
        "  - {key: fax, title: 传真, by: staff, source: {default: 例}}\n",
    )
    base, own = load("base"), load(folder)
    assert own.channel("hall").title == "大厅"
    assert own.channel("hall").source == base.channel("hall").source
    assert [c.key for c in own.channels] == [c.key for c in base.channels if c.key != "microblog"] + ["fax"]


def test_no_folder_no_parent_and_a_circle(tmp_path: Path) -> None:
    assert "没有这个文件夹" in lines(tmp_path / "nowhere")[0]
    assert "找不到上级规则包" in lines(write(tmp_path, pack=HEAD.replace("base", "nobody")))[0]
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        write(tmp_path / name, pack=f"name: {name}\ntitle: 例\nplace: 例\nextends: {other}\n")
    assert any("循环" in line for line in lines(tmp_path / "one"))
    with pytest.raises(BadPack):
        load(tmp_path / "one")


def test_a_folder_that_only_shares_a_name_hides_no_shipped_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").mkdir()
    assert check("base").mistakes == []
    write(tmp_path / "base", pack="name: base\ntitle: 本地\nplace: 某市\n")
    assert load("base").title == "本地"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"\xff\xfe\x00name")
    assert check(tmp_path).mistakes[0].code == "yaml"


@pytest.mark.parametrize(
    "text",
    [
        "levels: &a [*a]\n",
        "calendar: {days: [{date: 2026-13-45}]}\n",
        "levels: 3\n",
        "levels: [3, [4], {key: 5}]\n",
        "levels: {a: b}\n",
        "title: {a: b}\n",
        "procedures: [{key: p, steps: 7}]\n",
        "request_types: [{key: x, limit: 4h, keywords: 水}]\n",
        "story: {requests_per_day: many}\n",
        "note: !!python/object:os.system ls\n",
        "? [a, b]\n: c\n",
        "note: 'open\n",
    ],
)
def test_whatever_is_written_is_a_mistake_and_never_a_crash(tmp_path: Path, text: str) -> None:
    found = check(write(tmp_path, pack=HEAD + text)).mistakes
    assert found
    for mistake in found:
        assert mistake.line >= 1
        assert mistake.message("zh")
        assert mistake.message("en")


def test_anchors_may_be_merged(tmp_path: Path) -> None:
    text = "channels:\n  - &a {key: fax, title: 传真, by: staff, source: {default: 例}}\n  - {<<: *a, key: telex}\n"
    pack = load(write(tmp_path, pack=HEAD + text))
    assert pack.channel("telex").title == pack.channel("fax").title == "传真"
