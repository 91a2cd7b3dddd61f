"""The decision table of dispatch as a text of its own: what the administrator changes and tries out. Pure."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from gongzhi.packs.loader.check import Checked
from gongzhi.packs.loader.doubts import Problem, doubts
from gongzhi.packs.loader.explain import explain, locate
from gongzhi.packs.loader.files import Mapping, Sequence, read_bytes
from gongzhi.packs.loader.mistakes import Mistake
from gongzhi.packs.loader.references import reference_problems
from gongzhi.packs.schema import Pack

SHOWN = "routing"  # instead of the name of a file
LINES_MOST = 500


def routing_text(pack: Pack) -> str:
    """The table of the pack as YAML, as it may be changed and given back to `with_routing`."""
    lines = [line.model_dump(mode="json", exclude_defaults=True, exclude_none=True) for line in pack.routing]
    return yaml.safe_dump({"routing": lines}, allow_unicode=True, sort_keys=False, width=110)


def with_routing(pack: Pack, text: str) -> Checked:
    """The pack with the table of `text` (`routing: [...]` in YAML) instead of its own, or all mistakes with lines."""
    mistakes: list[Mistake] = []
    data = read_bytes(text.encode(), SHOWN, mistakes)
    if data is None or mistakes:
        return Checked(None, mistakes)
    others = [name for name in data if name != "routing"]
    mistakes += [Mistake(*data.marks[name], name, "unknown_field", {"name": name}) for name in others]
    lines = data.get("routing")
    if not isinstance(lines, Sequence) or len(lines) > LINES_MOST:
        mark = data.marks.get("routing", (SHOWN, 1))
        mistakes.append(Mistake(*mark, "routing", "not_list"))
    if mistakes:
        return Checked(None, mistakes)
    try:
        changed = Pack.model_validate(pack.model_dump(mode="json") | {"routing": lines})
    except ValidationError as error:
        return Checked(None, explain(error, data, Pack))
    found = [(loc, code, params) for loc, code, params in reference_problems(changed, None) if loc[0] == "routing"]
    warned = [(loc, code, params) for loc, code, params in doubts(changed) if loc[0] == "routing"] if not found else []
    wrong, doubtful = ([_located(data, problem) for problem in problems] for problems in (found, warned))
    return Checked(None if wrong else changed, wrong, doubtful)


def _located(data: Mapping, problem: Problem) -> Mistake:
    loc, code, params = problem
    mark, path = locate(data, loc)
    return Mistake(*mark, path, code, params)
