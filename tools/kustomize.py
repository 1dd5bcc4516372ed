"""Install kustomize for the tests of `k8s/`, in a fixed version, and print its path.

It is built once from its own Go module, whose sum Go checks, and kept outside the source tree.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MODULE = "sigs.k8s.io/kustomize/kustomize/v5"
VERSION = "v5.6.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
BINARY = CACHE / "tongban" / f"kustomize-{VERSION}" / "kustomize"
SECONDS = 600 if os.environ.get("CI") == "true" else 60
"""Building takes one minute of processor time; what Go has compiled when time is up helps the next run. A hosted run, which
says `CI=true`, begins with nothing.
"""


def main() -> None:
    """Build the binary if it is missing; exit with the reason if that fails."""
    if not BINARY.exists():
        build()
    print(BINARY)


def build() -> None:
    """Build with the Go of this machine, which may not fetch another one."""
    go = shutil.which("go") or sys.exit("there is no Go here to build it with")
    unfinished = BINARY.parent.with_suffix(".new")
    environment = {**os.environ, "GOBIN": str(unfinished), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    try:
        command = [go, "install", "-trimpath", "-ldflags=-s -w", f"{MODULE}@{VERSION}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        sys.exit(f"it was not built within {SECONDS} seconds")
    if done.returncode != 0:
        sys.exit("Go could not build it: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    (unfinished / BINARY.name).replace(BINARY)
    unfinished.rmdir()


if __name__ == "__main__":
    main()
