"""Which messages of a list are about one matter: groups by their words, names of places above all. Pure.

Words are pairs of neighbouring ideographs, and runs of letters and digits. Rare pairs weigh more than frequent ones, so
that the name of an estate says more than “noise at night”. The densest message draws its neighbours into a group, then
the group those that most of it is like. No model, no training: a group can be explained by the words that it shares.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log, log1p, sqrt

ALIKE = 0.25  # from here on two messages are neighbours
DRAWN = 0.18  # of a group's middle, from here on it draws one more in
LEAST = 2  # messages of a group
TITLE_WEIGHT = 3
WORDS_MAX = 800  # characters of a message that are looked at
FEATURES = 70  # the weightiest of a message
FREQUENT = 0.03  # pairs in more than this share of the messages say nothing

# what messages of every kind say; in a long list they are frequent anyway
EMPTY = frozenset(
    {"怎么", "么办", "如何", "何办", "请问", "什么", "为什", "时候", "么时", "我们", "你们", "没有", "是否", "能否"}
    | {"希望", "反映", "映问", "问题", "的问", "建议", "投诉", "咨询", "关于", "一个", "可以", "不能"}
)
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_NAME = r"(?:(?![的了是在和与请我有无不并将市区县被把对从到各位关于强烈就为什么问确定反映建议投诉])[\u4e00-\u9fff])"
_PLACE = re.compile(
    rf"({_NAME}{{2,6}}?(?:小区|社区|花园|家园|公馆|国际|广场|大道|公园|新城|之城|学院|大学|中学|小学|"
    r"幼儿园|医院|公司|集团|苑|城|村|镇|街|路|湾|府|园|里|站|桥))"
)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote; `weight` how many agree (likes)."""

    key: str
    title: str
    words: str
    at: datetime | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages about one matter, as places in the list, the most typical first; what they share; how hot it is."""

    title: str
    members: tuple[int, ...]
    place: str
    shared: tuple[str, ...]
    heat: float


def gather(messages: Sequence[Message]) -> list[Topic]:
    """The groups of at least two messages, the hottest first."""
    vectors = _vectors(messages)
    near = _neighbours(vectors)
    groups = _stars(near)
    _draw_in(groups, vectors, messages)
    topics = [_topic(group, messages, vectors) for group in groups if len(group) >= LEAST]
    return sorted(topics, key=lambda t: (-t.heat, t.members))


Vector = dict[str, float]


def features(text: str) -> Iterator[str]:
    """Pairs of neighbouring ideographs, and runs of letters and digits."""
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0] < "\u3400" or len(run) == 1:
            yield run
        else:
            yield from map("".join, zip(run, run[1:], strict=False))


def _vectors(messages: Sequence[Message]) -> list[Vector]:
    counts = []
    for message in messages:
        found = Counter(features(message.words[:WORDS_MAX]))
        for feature in features(message.title):
            found[feature] += TITLE_WEIGHT
        counts.append(found)
    spread = Counter(feature for found in counts for feature in found)
    most = max(20, len(messages) * FREQUENT)
    vectors = []
    for found in counts:
        weighed = {
            f: (1 + log(n)) * log(len(messages) / spread[f])
            for f, n in found.items()
            if 1 < spread[f] <= most and f not in EMPTY
        }
        best = sorted(weighed.items(), key=lambda f: (-f[1], f[0]))[:FEATURES]
        length = sqrt(sum(w * w for _, w in best)) or 1.0
        vectors.append({f: w / length for f, w in best})
    return vectors


def _neighbours(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """Of each message those that are alike; only messages that share a feature are compared."""
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    near: list[dict[int, float]] = [{} for _ in vectors]
    for here, vector in enumerate(vectors):
        sums: dict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for other, theirs in index[feature]:
                sums[other] += weight * theirs
            index[feature].append((here, weight))
        for other, likeness in sums.items():
            if likeness >= ALIKE:
                near[here][other] = near[other][here] = likeness
    return near


def _stars(near: Sequence[dict[int, float]]) -> list[list[int]]:
    """The message with most likeness around it takes its neighbours, then the next of those that are left."""
    order = sorted(range(len(near)), key=lambda i: (-sum(near[i].values()), i))
    taken: set[int] = set()
    groups = []
    for centre in order:
        if centre in taken:
            continue
        group = [centre, *sorted((j for j in near[centre] if j not in taken), key=lambda j: (-near[centre][j], j))]
        taken.update(group)
        groups.append(group)
    return groups


def _middle(group: Sequence[int], vectors: Sequence[Vector]) -> Vector:
    found: dict[str, float] = defaultdict(float)
    for i in group:
        for feature, weight in vectors[i].items():
            found[feature] += weight
    length = sqrt(sum(w * w for w in found.values())) or 1.0
    return {f: w / length for f, w in found.items()}


def _dot(a: Vector, b: Vector) -> float:
    return sum(w * b[f] for f, w in a.items() if f in b)


def _draw_in(groups: list[list[int]], vectors: Sequence[Vector], messages: Sequence[Message]) -> None:
    """Each group, the largest first, draws in single messages, and smaller groups, whose middle is like its own: less
    so where both are about a place of one name."""
    groups.sort(key=lambda g: (-len(g), g))
    middles = [_middle(g, vectors) for g in groups]
    names = [_place([messages[i] for i in g]) if len(g) >= LEAST else "" for g in groups]
    index: dict[str, list[int]] = defaultdict(list)
    for n, middle in enumerate(middles):
        for feature in middle:
            index[feature].append(n)
    gone: set[int] = set()
    for n, middle in enumerate(middles):
        if n in gone or len(groups[n]) < LEAST + 1:
            continue
        sums: dict[int, float] = defaultdict(float)
        for feature, weight in middle.items():
            for other in index[feature]:
                if other > n:
                    sums[other] += weight * middles[other][feature]
        for other in sorted(sums):
            same = len(groups[other]) == 1 or (names[n] != "" and names[n] == names[other])
            if other not in gone and sums[other] >= (DRAWN if same else 2 * DRAWN):
                groups[n] += groups[other]
                gone.add(other)
    groups[:] = [g for n, g in enumerate(groups) if n not in gone]


def _topic(group: list[int], messages: Sequence[Message], vectors: Sequence[Vector]) -> Topic:
    middle = _middle(group, vectors)
    typical = sorted(group, key=lambda i: (-_dot(vectors[i], middle), i))
    said = Counter(f for i in group for f in vectors[i])
    shared = [f for f, n in said.most_common() if 2 * n >= len(group)]
    shared.sort(key=lambda f: (-middle[f], f))
    heat = sum(1 + log1p(max(0, messages[i].weight)) for i in group)
    title = " ".join(messages[typical[0]].title.split())
    return Topic(title, tuple(typical), _place([messages[i] for i in typical]), tuple(shared[:8]), round(heat, 3))


def _place(messages: Sequence[Message]) -> str:
    """The name of a place that most of the titles and words share, the longer where two are as frequent."""
    texts = [f"{m.title} {m.words[:200]}".lower() for m in messages]
    names = {name for text in texts for name in _PLACE.findall(text)}
    best = min(((-sum(name in text for text in texts), -len(name), name) for name in names), default=None)
    return best[2] if best and -best[0] * 2 >= len(messages) else ""
