"""Anchors: a copy of all history heads under one root, kept by another party to detect lost, truncated or rewritten records.

A chain alone proves that its entries follow each other, but not that it was never longer, or that there was no other
one. An anchor names each history with its version and head of one moment, and their Merkle root (the tree of RFC 6962,
2.1). It holds ids and hashes, and no content.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.aggregate import canonical

FORMAT = 1

Chain = tuple[str, Sequence[str]]
"""A history by its name, `service/collection:id`, with the hashes of its entries."""


class AnchorFaulty(ValueError):
    """The file is no anchor, or was changed after it was written."""


@dataclass(frozen=True)
class Anchor:
    """The heads of all histories at one moment: `{name: (version, head)}`."""

    at: str
    heads: Mapping[str, tuple[int, str]]

    @property
    def root(self) -> str:
        """Compute the Merkle root, which is short enough to be written down elsewhere."""
        return merkle_root([canonical([name, *self.heads[name]]) for name in sorted(self.heads)])

    def to_text(self) -> str:
        """Format the file: its first line identifies the format and the root, every other line is one history."""
        first = {"anchor": FORMAT, "at": self.at, "histories": len(self.heads), "root": self.root}
        lines = [canonical(first), *(canonical([name, *self.heads[name]]) for name in sorted(self.heads))]
        return b"\n".join(lines).decode() + "\n"


@dataclass(frozen=True)
class Gap:
    """A history that no longer agrees with the anchor."""

    name: str
    reason: str


def read_anchor(text: str) -> Anchor:
    """Parse an anchor file; raise AnchorFaulty if it is invalid or its heads do not match its root."""
    try:
        first, *rest = [json.loads(line) for line in text.removesuffix("\n").split("\n")]
        found = Anchor(str(first["at"]), {str(name): (int(version), str(head)) for name, version, head in rest})
        kept = (first["anchor"], first["histories"], first["root"])
    except (ValueError, TypeError, KeyError) as error:
        raise AnchorFaulty("不是锚点文件。") from error
    if kept != (FORMAT, len(rest), found.root) or len(found.heads) != len(rest):
        raise AnchorFaulty("锚点文件被改动过：内容与其根值不符。")
    return found


def gaps(before: Anchor, chains: Iterable[Chain]) -> Iterator[Gap]:
    """Yield every history that is missing, shorter or different from the anchored one."""
    missing = dict(before.heads)
    for name, hashes in chains:
        version, head = missing.pop(name, (0, ""))
        if len(hashes) < version:
            yield Gap(name, f"缺第 {len(hashes) + 1} 至 {version} 条")
        elif version and hashes[version - 1] != head:
            yield Gap(name, f"第 {version} 条或其之前的内容在锚点之后被改写")
    for name, (version, _) in sorted(missing.items()):
        yield Gap(name, f"整件缺失，锚点时有 {version} 条")


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Compute the Merkle tree hash of RFC 6962: leaves and nodes cannot be mistaken for each other."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = paired + level[2 * len(paired) :]
    return level[0].hex()
