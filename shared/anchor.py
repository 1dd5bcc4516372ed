"""What another party keeps so that a record that is gone, cut short or rewritten shows: every history's head, under one root.

A chain alone proves that what stands in it follows; it does not show that it once was longer, or that there was another
one. An anchor names each history with its version and head of one moment, and their Merkle root (the tree of RFC 6962,
2.1). It holds ids and hashes, nothing that an office wrote.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.aggregate import canonical
from shared.calendar import instant_text

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
        """Write the file: its first line says what it is and gives the root, every other line is one history."""
        first = {"anchor": FORMAT, "at": self.at, "histories": len(self.heads), "root": self.root}
        lines = [canonical(first), *(canonical([name, *self.heads[name]]) for name in sorted(self.heads))]
        return b"\n".join(lines).decode() + "\n"


@dataclass(frozen=True)
class Gap:
    """What became of a history since the anchor."""

    name: str
    reason: str


def anchor(chains: Iterable[Chain], at: datetime) -> Anchor:
    """Take the heads of all histories."""
    return Anchor(instant_text(at), {name: (len(hashes), hashes[-1]) for name, hashes in chains})


def read_anchor(text: str) -> Anchor:
    """Read a file; raise AnchorFaulty where it is none, or where its heads do not give its root."""
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
    """Name every history that is missing, ends sooner or says something else than when the anchor was taken."""
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
    """Hash leaves in pairs up to one, as RFC 6962 does: leaves and nodes cannot be taken for each other."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = paired + level[2 * len(paired) :]
    return level[0].hex()
