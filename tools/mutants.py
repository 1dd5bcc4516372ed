"""Break the rules of the office one at a time and check whether the unit tests notice: a seeded sample, reported by name.

    make mutants ARGS="--seed 7 --count 60 services/meetings"

An equivalent mutant, which changes nothing observable, is listed in `tools/mutants.txt`, with the reason.
"""

import argparse
import ast
import copy
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from noticing import IMPORTS

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("mutants.txt")
RIM = frozenset({"api.py", "service.py", "store.py", "views.py", "collections.py", "repositories.py", "testing.py"})
"""Files that judge nothing: faces, entrypoints, storage and what a second implementation keeps. Every other file is tried."""
APART = frozenset({"gateway", "demo", "runtime", "contracts", "rendition", "text", "fonts", "showing"})
"""Folders apart: runtime, events, and the drawing and reading of formats, which are compared with files and pages."""
WANTED = 0.95
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
WARM = (
    "hypothesis",
    "pydantic",
    "lxml.etree",
    "docx",
    "PIL.Image",
    "yaml",
    "icalendar",
    "dateutil.rrule",
    "typst",
    "xlsxwriter",
)
"""Imported once, before the forks that test."""
SECONDS = 60
"""As long as the tests of one mutant may take."""
MEMORY = Path("/dev/shm")
HOME = ROOT
Recorded = dict[str, dict[str, Any]]
BY_PAGE = "tests/unit/shared/test_contracts.py::test_generated_documents_are_fresh"
"""Mutants killed only by the comparison with a generated page do not count as killed."""


@dataclass(frozen=True)
class Mutant:
    """One change. `function`: the line where its function begins, 0 for a table. `begin`, `end`: its bytes."""

    path: Path
    within: str
    function: int
    line: int
    begin: int
    end: int
    before: str
    after: str
    place: int

    @property
    def name(self) -> str:
        """Return the change's name by file, function and words, which stay when lines move; `#2` is the second alike."""
        shorter = " ".join(f"{self.before} => {self.after or 'nothing'}".split())
        alike = "" if self.place == 1 else f" #{self.place}"
        return f"{self.path.relative_to(ROOT)} {self.within}{alike}: {shorter[:200]}"


def judges(path: Path) -> bool:
    """Check whether a file may decide something of the office; the command line, beside the services, does not."""
    return path.name not in RIM and not APART & set(path.parts) and path.parent != Path("services")


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    alike = Counter[tuple[str, str, str]]()
    for within, function, node in _judging(ast.parse(source), "table", 0):
        for changed in _changes(node):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            before = source[begin:end].decode()
            alike[within, before, changed] += 1
            place = alike[within, before, changed]
            yield Mutant(path, within, function, node.lineno, begin, end, before, changed, place)


def _judging(tree: ast.AST, within: str, function: int) -> Iterator[tuple[str, int, ast.expr | ast.stmt]]:
    """Yield the expressions that decide: no decorators, annotations, assertions, defaults of fields, columns of a
    printed table, lengths of a derived id or of a quotation in a message, or checks of the code itself (`zip(strict=)`).
    """
    within = tree.name if isinstance(tree, ast.FunctionDef | ast.ClassDef) else within
    if isinstance(tree, ast.FunctionDef) and not any("cache" in ast.unparse(each) for each in tree.decorator_list):
        function = min(each.lineno for each in (tree, *tree.decorator_list))
    for name, value in ast.iter_fields(tree):
        if name in ("decorator_list", "annotation", "returns", "args") and not isinstance(tree, ast.Call):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Assert | ast.Import | ast.ImportFrom) or not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.AnnAssign) and isinstance(tree, ast.ClassDef):
                continue
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == "Column":
                continue
            if (isinstance(child, ast.keyword) and child.arg == "strict") or _shortens(tree, child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield within, function, child
            yield from _judging(child, within, function)


def _shortens(tree: ast.AST, child: ast.AST) -> bool:
    """Check whether a slice shortens a derived id, or a quotation in a message."""
    if isinstance(tree, ast.FormattedValue):
        return isinstance(child, ast.Subscript) and isinstance(child.slice, ast.Slice)
    return isinstance(tree, ast.Subscript) and child is tree.slice and ast.unparse(tree.value).endswith(".hexdigest()")


def _changes(node: ast.expr | ast.stmt) -> Iterator[str]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPS:
            yield _with(node, ops=[SWAPS[type(op)]()])
        case ast.BoolOp(op=op):
            yield f"({_with(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())})"
        case ast.UnaryOp(op=ast.Not()):
            yield f"bool({ast.unparse(node.operand)})"
        case ast.Constant(value=bool()):
            yield str(not node.value)
        case ast.Constant(value=int()):
            yield str(int(node.value) + 1)
        case ast.Raise():
            yield "pass"
        case ast.Call(func=ast.Name(id="Step")):
            yield from _rows(node)
        case ast.Assign(targets=[ast.Name()], value=ast.Tuple(elts=elements)) if len(elements) > 1 and _names(elements):
            for place in range(len(elements)):
                left = ast.Tuple([each for at, each in enumerate(elements) if at != place], ast.Load())
                yield _with(node, value=left)


def _rows(row: ast.Call) -> Iterator[str]:
    """Yield changes of a table's row: a rule less, or a state less."""
    for at, argument in enumerate(row.args):
        if isinstance(argument, ast.Tuple | ast.Set) and (isinstance(argument, ast.Tuple) or len(argument.elts) > 1):
            for place in range(len(argument.elts)):
                changed = copy.deepcopy(row)
                changed.args[at].elts.pop(place)  # type: ignore[attr-defined]
                yield ast.unparse(changed)
        elif at == 5 and isinstance(argument, ast.Name):
            changed = copy.deepcopy(row)
            changed.args[at] = ast.Tuple([], ast.Load())
            yield ast.unparse(changed)


def _names(elements: list[ast.expr]) -> bool:
    return all(isinstance(each, ast.Name | ast.Attribute | ast.Starred | ast.Call) for each in elements)


def _with(node: ast.AST, **changes: object) -> str:
    changed = copy.deepcopy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return ast.unparse(changed)


def tests_of(path: Path) -> list[str]:
    """Return the folders of tests that must notice; they are run first."""
    part = path.relative_to(ROOT).parts
    if part[0] == "shared":
        return ["tests/unit/shared", "tests/unit/matrices", "tests/unit/training"]
    return ["tests/unit/matrices", f"tests/unit/{part[1]}", "tests/unit/notifications"]


def chosen(mutant: Mutant, recorded: Recorded) -> list[str]:
    """Return the tests that call the changed function, in the order in which they notice soonest.

    A table is read while modules are imported, so every test of its service is one of them.
    """
    own = tests_of(mutant.path)

    def when(name: str) -> tuple[int, float]:
        return next((at for at, each in enumerate(own) if name.startswith(each)), len(own)), recorded[name]["seconds"]

    key = f"{mutant.path.relative_to(ROOT)}:{mutant.function}"
    table = not mutant.function or key in recorded[IMPORTS]["functions"]
    tests = (name for name in recorded if name != IMPORTS)
    calling = [name for name in tests if (when(name)[0] < len(own) if table else key in recorded[name]["functions"])]
    found = sorted(calling, key=when)
    spent, within = 0.0, []
    for name in found:
        spent += recorded[name]["seconds"]
        if spent > SECONDS:
            break
        within.append(name)
    return within


def pytest_in(home: Path, arguments: list[str], *, limit: float, **environment: str) -> int | None:
    """Run pytest in a copy, in a fork of this warm process; return its exit code, or None if it takes too long."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(home)
            os.setpgid(0, 0)
            os.environ.update(environment)
            sys.path[:0] = [str(home), str(home / "tools")]
            with (home / "pytest.log").open("w") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            os._exit(int(pytest.main(["-q", "--no-header", "-p", "noticing", "--hypothesis-seed", "1", *arguments])))
        finally:
            os._exit(70)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def survives(work: tuple[Mutant, list[str]]) -> bool:
    """Test a mutant in this process's copy; return whether the tests still pass."""
    mutant, names = work
    if not names:
        return True
    file = HOME / mutant.path.relative_to(ROOT)
    source, kept = file.read_bytes(), file.stat()
    try:
        file.write_bytes(source[: mutant.begin] + mutant.after.encode() + source[mutant.end :])
        (HOME / "chosen.json").write_text(json.dumps(names))
        files = list(dict.fromkeys(name.partition("::")[0] for name in names))
        found = pytest_in(
            HOME, ["-x", *files], limit=SECONDS * 2, MUTANTS_CHOSEN="chosen.json", PYTHONDONTWRITEBYTECODE="1"
        )
        return found == 0
    finally:
        file.write_bytes(source)
        os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))


def record(home: Path, folders: list[str]) -> Recorded:
    """Run the tests once as they are; return what each of them calls."""
    pytest_in(home, [*folders, "--deselect", BY_PAGE], limit=3600, MUTANTS_RECORD="recorded.json")
    found: Recorded = json.loads((home / "recorded.json").read_text())
    failed = [name for name, each in found.items() if name != IMPORTS and not each.get("passed")]
    if failed:
        print("left out, for they fail without any change:", *failed, sep="\n  ")
    return {name: each for name, each in found.items() if name not in failed}


def copy_to(home: Path) -> Path:
    """Copy what the tests need."""
    for part in ("services", "shared", "tests", "tools", "docs", "k8s", "console"):
        leave = shutil.ignore_patterns("__pycache__", "screens", "node_modules")
        shutil.copytree(ROOT / part, home / part, ignore=leave)
    for each in ROOT.iterdir():
        if each.is_file() and each.name != ".git":
            shutil.copy2(each, home / each.name)
    return home


def enter(homes: "multiprocessing.Queue[Path]") -> None:
    """Take a copy for this process."""
    global HOME
    HOME = homes.get()


def main() -> int:
    """Sample, test, report; fail if more than one in twenty survives."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=40)
    asked.add_argument("--at-once", type=int, default=1)
    asked.add_argument("--again", type=Path, help="an earlier report: test only what survived there")
    asked.add_argument("folders", nargs="*", default=["services", "shared"])
    wanted = asked.parse_args()
    files = sorted(
        path for folder in wanted.folders for path in (ROOT / folder).rglob("*.py") if judges(path.relative_to(ROOT))
    )  # fmt: skip
    everything = [each for path in files for each in mutants(path)]
    sample = sorted(everything, key=lambda each: sha256(f"{wanted.seed} {each.name}".encode()).digest())[: wanted.count]
    if wanted.again is not None:
        survived = wanted.again.read_text(encoding="utf-8")
        sample = [each for each in everything if f"survived {each.name} (" in survived]
    known = {line.split(" # ")[0] for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if " # " in line}
    tried = [each for each in sample if each.name not in known]
    for name in WARM:
        import_module(name)
    folders = sorted({each for mutant in tried for each in tests_of(mutant.path)})
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        homes = [copy_to(Path(folder) / str(number)) for number in range(wanted.at_once)]
        recorded = record(homes[0], [each for each in folders if (ROOT / each).is_dir()])
        print(f"{len(recorded)} tests recorded in {time.monotonic() - began:.0f} s", flush=True)
        queue: multiprocessing.Queue[Path] = multiprocessing.Queue()
        for home in homes:
            queue.put(home)
        alive = []
        with multiprocessing.get_context("fork").Pool(wanted.at_once, enter, (queue,)) as workers:
            work = [(each, chosen(each, recorded)) for each in tried]
            for (mutant, names), survived in zip(work, workers.imap(survives, work), strict=True):
                noticed = "survived" if survived else "killed  "
                print(noticed, f"{mutant.name} (line {mutant.line}, {len(names)} tests)", flush=True)
                alive += [mutant] if survived else []
    killed = len(tried) - len(alive)
    print(f"{len(sample)} of {len(everything)} mutants (seed {wanted.seed}): {killed} killed, {len(alive)} survived, "
          f"{len(sample) - len(tried)} equivalent; {time.monotonic() - began:.0f} s")  # fmt: skip
    return 0 if killed >= WANTED * len(tried) else 1


if __name__ == "__main__":
    sys.exit(main())
