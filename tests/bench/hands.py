"""A client process of the bench: never the server's, so that the load of asking is not measured at the server.

It receives one line of JSON at a time, `{"call": "module:function", "with": {...}}`, and answers one line. With `--green`
it runs as the services do, on green threads.
"""

import sys

if "--green" in sys.argv:
    import warnings

    warnings.filterwarnings("ignore")
    from shared.runtime import green

    green.patch()

import json
import os
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Hands:
    """The other end of such a process."""

    def __init__(self, *, green: bool = False, **environment: str) -> None:
        command = [sys.executable, "-W", "ignore", "-m", __name__, *(["--green"] if green else [])]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, function: str, **arguments: Any) -> Any:
        """Call a function there and return its result."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"call": function, "with": arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{function} ended its process: {self._process.wait()}")
        return json.loads(line)

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Serve until the input is closed."""
    for line in sys.stdin:
        told = json.loads(line)
        module, _, name = told["call"].partition(":")
        answer = getattr(import_module(module), name)(**told["with"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
