"""`make memory`: measure the memory of each service in a process of its own, and compare it with docs/memory.md.

A service's memory is that of its process and of all processes that it starts, as a container counts it: what is resident,
with the libraries that they share counted once for each. Each phase shows the highest value seen in it.
"""

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import requests
import typer

from services.notifications.service import TURNS_TOLD_BY
from services.registry import with_data
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import connect
from tests.bench.stand import district_of, until
from tests.support.rabbit import RabbitNode
from tests.support.system import ROOT, System, eventually

TABLE = ROOT / "docs" / "memory.md"
PHASES = {
    "idle": "at rest, after half a minute",
    "pages": "while eight PDFs of sixty pages are asked for at once",
    "import": "while a district of 60 campuses and 300 people is imported",
    "rebuild": "while the search terms and the to-do lists of all records are rebuilt after an upgrade",
}
COMMAND = "import-district"
"""The command's own process, which a job of Kubernetes runs."""
TOLERANCE = 1.25
"""How much more than the table a measurement may be before the table is wrong."""
HEADROOM = 1.25
"""The least that a limit is above the highest measurement."""
LOOK_SECONDS = 0.05
CAMPUSES, ROLES = 60, ("clerk", "director", "leader", "registrar", "handler")
LONG, PARAGRAPHS = "落实领导带班和值班制度。" * 400, 40
"""A text of sixty pages; the longest accepted one takes as many."""
DRAFTS = 200
ROW = re.compile(r"^\| `([a-z-]+)` \| (.+) \|$", re.MULTILINE)
Figures = Mapping[str, Mapping[str, int]]
"""MiB by service and phase."""


def main(
    write: Annotated[bool, typer.Option(help="Write docs/memory.md anew instead of comparing with it.")] = False,
) -> None:
    """Measure, and write the table or compare with it."""
    with tempfile.TemporaryDirectory(prefix="tongban-memory-") as folder:
        found = measured(Path(folder))
    if write or not TABLE.exists():
        TABLE.write_text(written(found), encoding="utf-8")
    known, wrong = table(), False
    for service, phases in found.items():
        for phase, mib in phases.items():
            more = mib > known[service][phase] * TOLERANCE
            wrong |= more
            print(f"{service:14} {phase:8} {mib:5} MiB" + (f"  was {known[service][phase]} MiB" if more else ""))
    sys.exit("docs/memory.md is wrong: `make memory ARGS=--write`, then the limits (`Needs`)" if wrong else 0)


def table() -> Figures:
    """Return the figures of docs/memory.md."""
    rows = ROW.findall(TABLE.read_text(encoding="utf-8"))
    return {
        name: {p: int(n) for p, n in zip(PHASES, cells.split(" | "), strict=True) if n != "—"} for name, cells in rows
    }


def written(found: Figures) -> str:
    """Return the text of docs/memory.md."""
    rows = [
        f"| `{name}` | {' | '.join(str(phases.get(phase, '—')) for phase in PHASES)} |"
        for name, phases in found.items()
    ]
    meanings = "\n".join(f"- **{phase}**: {meaning}" for phase, meaning in PHASES.items())
    head = f"| process | {' | '.join(PHASES)} |\n|---|{'---:|' * len(PHASES)}"
    return f"""# Memory

The highest resident memory of each service in MiB, with the helper processes that it starts, measured by `make memory` in
processes of their own over RabbitMQ. It compares a new measurement with this table, and fails if one is more than a quarter
higher; `make memory ARGS=--write` writes it anew. The limits of [k8s/base](../k8s/base) are at least a quarter above the
highest value of a row, and the requests are not below the first (`tests/unit/test_kubernetes.py`).

{meanings}

{head}
{chr(10).join(rows)}
"""


def highest(figures: Mapping[str, int]) -> int:
    """Return the highest value of a row."""
    return max(figures.values())


class Watch:
    """The highest memory of some processes, each with those that it started, while they are watched."""

    def __init__(self) -> None:
        self.roots: dict[str, int] = {}
        self._most: dict[str, int] = {}
        self._over = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @contextmanager
    def phase(self) -> Iterator[dict[str, int]]:
        """Watch a phase; what is yielded has the highest values in MiB once it is over."""
        found: dict[str, int] = {}
        self._most = {}
        yield found
        time.sleep(2 * LOOK_SECONDS)
        found |= {name: round(kib / 1024) for name, kib in self._most.items()}

    def end(self) -> None:
        """Stop watching."""
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            children = parents()
            for name, pid in dict(self.roots).items():
                self._most[name] = max(self._most.get(name, 0), sum(map(resident, tree(pid, children))))


def parents() -> dict[int, list[int]]:
    """Return the children of every process."""
    found: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(each.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        found.setdefault(parent, []).append(int(each.parent.name))
    return found


def tree(pid: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    for each in children.get(pid, ()):
        yield from tree(each, children)


def resident(pid: int) -> int:
    """Return the resident memory of a process in KiB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def measured(folder: Path) -> Figures:
    """Measure every phase on a system with a process for each service."""
    (folder / "rabbit").mkdir()
    node, watch = RabbitNode(folder / "rabbit"), Watch()
    node.start()
    system = System(
        folder / "system",
        broker=node.uri(node.new_vhost()),
        apart=True,
        TONGBAN_SWEEP_SECONDS="5",
        TONGBAN_RECONCILE_SECONDS="60",
        TONGBAN_DEMO="0",
        PYTHONPATH=str(ROOT),
    )  # fmt: skip  (a path makes it start processes that load their code themselves)
    try:
        return run(system, watch)
    finally:
        watch.end()
        system.kill()
        if system.store is not None:
            system.store.kill()
        node.kill()


def run(system: System, watch: Watch) -> Figures:
    """Run the phases one after another."""
    system.folder.mkdir()
    system.store = EmbeddedStore(system.folder)
    system.store.start()
    system.start()
    watch.roots |= system.pids()
    found = {}
    with watch.phase() as found["idle"]:
        time.sleep(30)
    with watch.phase() as found["import"]:
        import_district(system, watch)
    clerk = sign_in(system)
    with watch.phase() as found["pages"]:
        ask_for_pages(system, clerk)
    for number in range(DRAFTS):
        draft(system, clerk, f"关于冬季安全的第{number}号通知", LONG)
    for name in system.pids():
        system.kill(name)
    with connect(system.store.uri) as client:
        for service in with_data():
            client[f"tongban_{service}"]["derivations"].delete_many({})
        system.start()
        watch.roots = dict(system.pids())
        with watch.phase() as found["rebuild"]:
            terms, turns = (client[f"tongban_{name}"]["derivations"] for name in ("documents", "notifications"))
            until(
                lambda: turns.count_documents({"release": {"$exists": True}}) == len(TURNS_TOLD_BY),
                seconds=600,
                pause=1,
            )
            until(lambda: terms.find_one({"_id": "documents", "form": {"$exists": True}}), seconds=600, pause=1)
            time.sleep(10)
    services = {name: {phase: found[phase][name] for phase in PHASES} for name in ("gateway", *with_data())}
    return {**services, COMMAND: {"import": found["import"][COMMAND]}}


def in_words(number: int) -> str:
    """Write a number in Chinese digits."""
    return "".join("零一二三四五六七八九"[int(each)] for each in str(number))


def district() -> str:
    """Build the district file."""
    campuses = (
        f"{{id: campus{n:02}, name: 南湖实验学校第{n}校区, issuer_code: 南实验{in_words(n)}发}}"
        for n in range(CAMPUSES)
    )
    people = ((f"c{n:02}.{role}{m}", f"campus{n:02}", role) for n in range(CAMPUSES) for m, role in enumerate(ROLES))
    return district_of(campuses, people)


def import_district(system: System, watch: Watch) -> None:
    """Import the district beside the running system, watching the command too."""
    path = system.folder / "district.yaml"
    path.write_text(district(), encoding="utf-8")
    with (system.folder / "import.out").open("wb") as out:
        command = [sys.executable, "-m", "services", COMMAND, str(path)]
        done = subprocess.Popen(command, cwd=ROOT, env=system.environment_of(COMMAND), stdout=out, stderr=out)
        watch.roots[COMMAND] = done.pid
        assert done.wait() == 0, (system.folder / "import.out").read_text()
    del watch.roots[COMMAND]
    assert system.store is not None
    with connect(system.store.uri) as client:
        copies = client["tongban_documents"]["copy_person_recorded"]
        until(lambda: copies.count_documents({}) == CAMPUSES * len(ROLES), seconds=300, pause=0.5)


def sign_in(system: System) -> dict[str, str]:
    """Sign the first clerk in, and return the headers of their requests."""
    lines = next(system.folder.glob("initial-passwords-*")).read_text(encoding="utf-8").splitlines()
    passwords = dict(line.split("\t") for line in lines)
    told = {"username": "c00.clerk0", "password": passwords["c00.clerk0"]}
    answer = requests.post(f"{system.url}/api/v1/sessions", json=told, timeout=60)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def draft(system: System, clerk: Mapping[str, str], title: str, body: str) -> str:
    """Draft a notice, and return its id."""
    told = {"kind": "notice", "title": title, "body": body, "recipients": ["campus01"]}

    def ask() -> Any:
        answer = requests.post(f"{system.url}/api/v1/documents", json=told, headers=clerk, timeout=60)
        assert answer.status_code in (201, 503), answer.text
        return answer if answer.status_code == 201 else None

    return str(eventually(ask, seconds=120).json()["id"])


def ask_for_pages(system: System, clerk: Mapping[str, str]) -> None:
    """Ask for eight long PDFs at once, again for each that came when all helpers were busy."""
    body = "\n".join([LONG] * PARAGRAPHS)
    ids = [draft(system, clerk, f"关于冬季安全的长篇通知之{number}", body) for number in range(8)]

    def ask(each: str) -> None:
        def set_page() -> bool:
            address = f"{system.url}/api/v1/documents/{each}/rendition.pdf"
            answer = requests.get(address, headers=clerk, timeout=120)
            assert answer.status_code in (200, 503), answer.text
            return answer.status_code == 200

        eventually(set_page, seconds=600, every=1)

    with ThreadPoolExecutor(8) as eight:
        list(eight.map(ask, ids))


if __name__ == "__main__":
    typer.run(main)
