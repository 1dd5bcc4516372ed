"""The programs that can serve as embedded store, and which of them a start takes.

Both are SecantusDB: the one of the Python package, and its maker's fast one in Rust. The fast one opens a folder of the
other and converts its indexes, which the other cannot read afterwards. So it is taken only if it is asked for.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.runtime.starting import CannotStart

FAST, OWN = "secantusd-rs", "secantusd-py"
OPTIONS: Mapping[str, tuple[str, ...]] = {
    # it syncs only if told so, whatever a write asks for, and allocates its log in full
    FAST: ("--sync-on-commit", "--log-file-max", "16MB", "--cache-size", "1G"),
    OWN: (),
}
ENVIRONMENT: Mapping[str, Mapping[str, str]] = {
    FAST: {"SECANTUS_DISABLE_OPLOG": "1"},  # otherwise it logs for change streams, which nothing reads
    OWN: {},
}


@dataclass(frozen=True)
class StoreProgram:
    """An installed program: its kind (`FAST` or `OWN`) and where it is."""

    kind: str
    path: Path

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that serves a folder on a port of this machine."""
        run = [str(self.path)] if self.kind == FAST else [sys.executable, str(self.path)]
        address = ["--host", "127.0.0.1", "--port", str(port), "--storage-path", str(folder), "--standalone"]
        return [*run, *address, *OPTIONS[self.kind]]

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the environment; the program reads settings from home, and there are none in its folder."""
        return {**os.environ, "HOME": str(folder), **ENVIRONMENT[self.kind]}


def store_program(wanted: str | None) -> StoreProgram:
    """Return the program that is asked for by name or path, the package's own if none is; raise CannotStart."""
    name = OWN if wanted is None else wanted
    kind = next((each for each in (FAST, OWN) if Path(name).name.startswith(each)), None)
    if kind is None:
        raise CannotStart(f"TONGBAN_STORE 的值“{name}”不能使用，应为 {FAST}、{OWN} 或其路径。")
    found = shutil.which(name, path=_places(kind))
    if found is not None:
        return StoreProgram(kind, Path(found).absolute())
    if wanted is not None:
        raise CannotStart(f"TONGBAN_STORE 所指的数据库程序 {wanted} 不存在或不能执行；不设置时使用 {OWN}。")
    raise CannotStart("没有安装内置数据库：请安装 tongban[embedded]，或用 MONGO_URI 指明数据库。")


def _places(kind: str) -> str:
    """Return where a program is looked for: the package's own beside the interpreter, whatever else is installed."""
    beside = str(Path(sys.executable).parent)
    return beside if kind == OWN else os.pathsep.join((os.environ.get("PATH", ""), beside))
