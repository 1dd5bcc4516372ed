"""The process of the embedded store: `python embedded_server.py <port> <folder>`, on loopback, until it is told to stop.

It is started here and not by SecantusDB's own command, which cannot be told to leave what has expired alone: the thread that
looks for it keeps what it read open until it looks again, a minute later, and the engine can forget nothing that was written
since. After four thousand commands every read waits for that. `EmbeddedStore.tend` deletes what has expired instead.
"""

import logging
import signal
import sys
from types import FrameType

from secantus.server import SecantusDBServer


def main(port: str, folder: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = SecantusDBServer(
        host="127.0.0.1",
        port=int(port),
        storage_path=folder,
        replica_set_name=None,
        enable_test_commands=False,
        ttl_sweep_seconds=0,
    )

    def stop(signum: int, frame: FrameType | None) -> None:
        server.stop()
        sys.exit(0)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    server.start()
    server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
