"""Break the rules of the office one at a time and check whether the unit tests notice: a seeded sample, reported by name.

    make mutants ARGS="--seed 7 --count 60 services/meetings"

An equivalent mutant, which changes nothing observable, is listed in `tools/mutants.txt`, with the reason.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("mutants.txt")
JUDGING = (
    "rules.py", "steps.py", "kinds.py", "domain.py", "workflow.py", "usecase.py", "between.py", "upward.py",
    "joint.py", "countersign_round.py", "countersign_steps.py", "limits.py", "receiving.py", "printing.py", "drafting.py",
    "parties.py", "bookings.py", "gaps.py", "elections.py", "numbers.py", "app.py",
)  # fmt: skip
WANTED = 0.95
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
BY_PAGE = "tests/unit/shared/test_contracts.py::test_generated_documents_are_fresh"
"""Mutants killed only by the comparison with a generated page do not count as killed."""


@dataclass(frozen=True)
class Mutant:
    """One change. `begin`, `end`: the bytes of the file that it replaces."""

    path: Path
    within: str
    line: int
    begin: int
    end: int
    before: str
    after: str

    @property
    def name(self) -> str:
        """Return the change's name by file, function and words, which stay when lines move."""
        shorter = " ".join(f"{self.before} => {self.after or 'nothing'}".split())
        return f"{self.path.relative_to(ROOT)} {self.within}: {shorter[:200]}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for within, node in _judging(ast.parse(source), "table"):
        for changed in _changes(node):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            before = source[begin:end].decode()
            yield Mutant(path, within, node.lineno, begin, end, before, changed)


def _judging(tree: ast.AST, within: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Yield the expressions that decide: no decorators, annotations, assertions or defaults of fields."""
    within = tree.name if isinstance(tree, ast.FunctionDef | ast.ClassDef) else within
    for name, value in ast.iter_fields(tree):
        if name in ("decorator_list", "annotation", "returns", "args") and not isinstance(tree, ast.Call):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Assert | ast.Import | ast.ImportFrom) or not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.AnnAssign) and isinstance(tree, ast.ClassDef):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield within, child
            yield from _judging(child, within)


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
    """Return the unit tests that must notice."""
    part = path.relative_to(ROOT).parts
    if part[0] == "shared":
        return ["tests/unit/shared", "tests/unit/training", "tests/unit/matrices"]
    return [f"tests/unit/{part[1]}", "tests/unit/matrices", "tests/unit/notifications"]


def survives(mutant: Mutant, copies: list[Path]) -> bool:
    """Test a mutant in a separate copy; return whether the tests still pass."""
    home = copies.pop()
    try:
        file = home / mutant.path.relative_to(ROOT)
        source = mutant.path.read_bytes()
        file.write_bytes(source[: mutant.begin] + mutant.after.encode() + source[mutant.end :])
        command = [sys.executable, "-W", "ignore", "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider",
                   "--hypothesis-seed", "1", "--deselect", BY_PAGE, *tests_of(mutant.path)]  # fmt: skip
        done = subprocess.run(command, cwd=home, capture_output=True, check=False, timeout=900, env=dict(os.environ))
        file.write_bytes(source)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        copies.append(home)


def main() -> int:
    """Sample, test, report; fail if more than one in twenty survives."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=40)
    asked.add_argument("--at-once", type=int, default=1)
    asked.add_argument("folders", nargs="*", default=["services", "shared"])
    wanted = asked.parse_args()
    files = sorted(
        path for folder in wanted.folders for path in (ROOT / folder).rglob("*.py")
        if path.name in JUDGING and not {"gateway", "demo", "runtime"} & set(path.parts)
    )  # fmt: skip
    everything = [each for path in files for each in mutants(path)]
    sample = random.Random(wanted.seed).sample(everything, min(wanted.count, len(everything)))
    known = {line.split(" # ")[0] for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if " # " in line}
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number in range(wanted.at_once):
            copies.append(Path(folder) / str(number))
            for part in ("services", "shared", "tests", "tools", "docs", "k8s"):
                shutil.copytree(ROOT / part, copies[-1] / part, ignore=shutil.ignore_patterns("__pycache__", "screens"))
            for name in ("pyproject.toml", "docker-compose.yml", "Makefile"):
                shutil.copy(ROOT / name, copies[-1] / name)
        tried = [each for each in sample if each.name not in known]
        with ThreadPoolExecutor(wanted.at_once) as workers:
            alive = []
            for mutant, survived in zip(tried, workers.map(lambda each: survives(each, copies), tried), strict=True):
                print("SURVIVED" if survived else "killed  ", f"{mutant.name} (line {mutant.line})", flush=True)
                alive += [mutant] if survived else []
    killed = len(tried) - len(alive)
    print(f"{len(sample)} of {len(everything)} mutants (seed {wanted.seed}): {killed} killed, {len(alive)} survived, "
          f"{len(sample) - len(tried)} equivalent")  # fmt: skip
    return 0 if killed >= WANTED * len(tried) else 1


if __name__ == "__main__":
    sys.exit(main())
