"""Build the fast embedded store, `secantusd-rs`, in a fixed version, and print its path.

Cargo builds it once from its maker's crate, whose sum cargo checks; it is kept outside the source tree. That takes more
than an hour of processor time, so `--found` only prints where it is, and fails where it is not built.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CRATE, VERSION = "secantus-mdb", "0.5.3-beta.196"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
FOLDER = CACHE / "tongban" / f"{CRATE}-{VERSION}"
BINARY = FOLDER / "bin" / "secantusd-rs"


def main() -> None:
    """Print the path, building first if needed and asked for; exit with the reason if that fails."""
    if not BINARY.exists():
        if "--found" in sys.argv[1:]:
            sys.exit("the fast store is not built here: make fast-store does it")
        build()
    print(BINARY)


def build() -> None:
    """Build beside its place, and move it there when it is complete."""
    cargo = shutil.which("cargo") or sys.exit("there is no cargo here to build it with")
    unfinished = FOLDER.with_name(f"{FOLDER.name}.new")
    print(f"building {CRATE} {VERSION} into {FOLDER} (once, more than an hour) …", file=sys.stderr, flush=True)
    # the crate asks for a newer compiler than it needs; its own list of versions is kept to
    command = [cargo, "install", CRATE, "--version", f"={VERSION}", "--locked", "--ignore-rust-version"]
    done = subprocess.run([*command, "--root", str(unfinished)], stdout=sys.stderr, check=False)
    if done.returncode != 0:
        sys.exit("cargo could not build it; see above")
    shutil.rmtree(FOLDER, ignore_errors=True)
    unfinished.rename(FOLDER)


if __name__ == "__main__":
    main()
