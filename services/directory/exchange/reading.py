"""Read a district's file in a separate process, because an untrusted file may be large, slow or malicious.

On standard input a line of JSON with the existing organs, then the file; on standard output JSON with plan or faults.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from services.directory.district_file import DistrictFaulty, Entered, Plan, read_district
from services.directory.domain import Organ, OrganKind, Person
from services.directory.exchange.workbook import Standing, read_workbook
from services.directory.groups.domain import Group
from services.directory.nodes import Place, in_line
from services.directory.posts.domain import Post

ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    "organs": TypeAdapter(Organ), "people": TypeAdapter(Person), "posts": TypeAdapter(Post),
    "groups": TypeAdapter(Group),
}  # fmt: skip
"""The contents of a file, by the names of a plan's lists."""
PACKED = b"PK"


def asked(content: bytes, standing: Standing) -> bytes:
    """Build the input of the process."""
    told = {organ: [kind.value, list(path)] for organ, (kind, path) in standing.items()}
    return json.dumps(told).encode() + b"\n" + content


def answered(written: bytes) -> Entered:
    """Parse the output of the process; raise FileFaulty if the file has faults."""
    told = json.loads(written)
    if told["faults"]:
        raise FileFaulty([(place, message) for place, message in told["faults"]])
    read = {
        name: [(each["place"], adapter.validate_python(each["what"])) for each in told[name]]
        for name, adapter in ADAPTERS.items()
    }
    return Entered(**read)


class FileFaulty(ValueError):
    """The file has faults: each with its line or cell."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{place}：{message}" for place, message in faults))


def read(given: bytes) -> Mapping[str, Any]:
    """Read a file in either format."""
    head, _, content = given.partition(b"\n")
    standing = {organ: (OrganKind(kind), tuple(path)) for organ, (kind, path) in json.loads(head).items()}
    try:
        if content.startswith(PACKED):
            places: list[str] = []
            plan = read_workbook(content, standing, places)
            return {"faults": [], **_shown(plan, lambda line: places[line])}
        plan = read_district(content)
    except DistrictFaulty as faulty:
        return {"faults": faulty.named}
    return {"faults": [], **_shown(plan, in_line)}


def _shown(plan: Plan, name: Place) -> dict[str, Any]:
    without = {"version", "created_at", "updated_at", "kept"}
    return {
        part: [
            {"place": name(line), "what": adapter.dump_python(each, mode="json", exclude=without)}
            for line, each in getattr(plan, part)
        ]
        for part, adapter in ADAPTERS.items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read()), ensure_ascii=False))
