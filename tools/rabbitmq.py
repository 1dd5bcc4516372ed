"""See that RabbitMQ is there for the tests: install Debian's where it is missing and may be installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POLICY = Path("/usr/sbin/policy-rc.d")


def install(prefix: list[str]) -> bool:
    """Install without starting the system's own broker."""
    made = not POLICY.exists() and not prefix
    if made:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = [*prefix, "apt-get", "-qq"]
        for command in (["update"], ["install", "-y", "--no-install-recommends", "rabbitmq-server"]):
            subprocess.run([*apt, *command], env=quiet, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"RabbitMQ could not be installed: {error}", file=sys.stderr)
        return False
    finally:
        if made:
            POLICY.unlink()
    return SERVER.exists()


def main() -> None:
    """Install where needed and allowed; where not, say so, and fail in CI."""
    if SERVER.exists():
        return
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            if install([]):
                return
        elif subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0 and install(
            ["sudo", "-n"]
        ):
            return
    print("RabbitMQ is missing: the tests over it are skipped. Install Debian's rabbitmq-server.", file=sys.stderr)
    sys.exit(1 if os.environ.get("CI") else 0)


if __name__ == "__main__":
    main()
