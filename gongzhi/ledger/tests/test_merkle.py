"""The tree against the published vectors of Certificate Transparency (transparency-dev/merkle, testonly)."""

from __future__ import annotations

import pytest

from gongzhi.ledger.rules import merkle
from gongzhi.ledger.rules.verify_ledger import fold, leaf_hash, roots

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
L0 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
L4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
L6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [  # index, size, path
    (0, 1, []),
    (0, 8, [L0, N23, N47]),
    (5, 8, [L4, N67, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], N23, L4]),
]
CONSISTENCY = [  # first, second, path
    (1, 1, []),
    (1, 8, [L0, N23, N47]),
    (6, 8, [N45, N67, ROOTS[4]]),
    (2, 5, [N23, L4]),
    (6, 7, [N45, L6, ROOTS[4]]),
]


def _kept(leaves: list[bytes]) -> dict[merkle.Place, bytes]:
    nodes, _ = merkle.grow(0, [], leaves)
    return dict(nodes) | {(0, i): leaf for i, leaf in enumerate(leaves)}


def _hex(path: list[bytes]) -> list[str]:
    return [step.hex() for step in path]


def test_published_roots() -> None:
    assert [fold(merkle.grow(0, [], LEAVES[:n])[1]).hex() for n in range(9)] == ROOTS
    assert {n: root.hex() for n, root in roots(b"".join(LEAVES), range(9)).items()} == dict(enumerate(ROOTS))


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    made = merkle.hashes(merkle.inclusion(index, size), _kept(LEAVES))
    assert _hex(made) == path
    assert merkle.included(LEAVES[index], index, size, made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCY)
def test_published_consistency_proofs(first: int, second: int, path: list[str]) -> None:
    made = merkle.hashes(merkle.consistency(first, second), _kept(LEAVES))
    assert _hex(made) == path
    assert merkle.consistent(first, second, bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second]), made)


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 70])
def test_proofs_hold_for_what_is_so_and_for_nothing_else(size: int) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    kept, tops = _kept(leaves), roots(b"".join(leaves), range(size + 1))
    root, wrong = tops[size], leaf_hash(b"forged")
    for index in range(size):
        path = merkle.hashes(merkle.inclusion(index, size), kept)
        assert [n for n in range(size) if merkle.included(leaves[index], n, size, path, root)] == [index]
        assert not merkle.included(wrong, index, size, path, root)
        assert not merkle.included(leaves[index], index, size, path, wrong)
        assert not merkle.included(leaves[index], index, size, [*path, root], root)
        first = index + 1
        proof = merkle.hashes(merkle.consistency(first, size), kept)
        assert merkle.consistent(first, size, tops[first], root, proof)
        assert not merkle.consistent(first, size, tops[first], wrong, proof)
        assert not merkle.consistent(first, size, wrong, root, proof)
        assert not merkle.consistent(first, size, tops[first], root, [*proof, root])


def test_growing_in_parts_gives_the_same_tree() -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(100)]
    frontier: list[bytes] = []
    nodes = []
    for start in range(0, 100, 7):
        more, frontier = merkle.grow(start, frontier, leaves[start : start + 7])
        nodes += more
    assert (nodes, frontier) == merkle.grow(0, [], leaves)
