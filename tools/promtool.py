"""Fetch Prometheus' own checker of rules for the tests of `docs/monitoring`, and print its path.

It is taken from Debian's package, which apt verifies, without installing that; it is kept outside the source tree.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from kustomize import CACHE

BINARY = CACHE / "tongban" / "promtool"
SECONDS = 60


def main() -> None:
    """Fetch the binary if it is missing; exit with the reason if that fails."""
    if not BINARY.exists():
        if shutil.which("apt-get") is None:
            sys.exit("promtool is not fetched: there is no apt here")
        with tempfile.TemporaryDirectory() as folder:
            fetch(Path(folder))
    print(BINARY)


def fetch(folder: Path) -> None:
    """Download the package into a folder, and keep only the binary."""
    try:
        for command in (["apt-get", "-qq", "download", "prometheus"], ["sh", "-c", "dpkg-deb -x prometheus_*.deb ."]):
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
            if done.returncode != 0:
                sys.exit("promtool is not fetched: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    except subprocess.TimeoutExpired:
        sys.exit(f"promtool was not fetched within {SECONDS} seconds")
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder / "usr" / "bin" / "promtool", BINARY.with_suffix(".new"))
    BINARY.with_suffix(".new").replace(BINARY)


if __name__ == "__main__":
    main()
