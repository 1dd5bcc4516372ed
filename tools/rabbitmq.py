"""Install RabbitMQ for the tests: Debian's, if it is missing and may be installed.

The tests start their own nodes, so the system's broker is not started; one that runs already is left alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POLICY = Path("/usr/sbin/policy-rc.d")
UNIT = "rabbitmq-server.service"


def main() -> None:
    """Install if needed and allowed; otherwise print a message, and fail in CI."""
    if SERVER.exists():
        return
    root = become_root()
    if root is not None and shutil.which("apt-get"):
        print("RabbitMQ is missing: installing Debian's rabbitmq-server for the tests …", flush=True)
        install(root)
        if SERVER.exists():
            return
    print(
        "RabbitMQ is missing and cannot be installed from here, so the tests over it are skipped.\n"
        "To run them: sudo apt-get install rabbitmq-server",
        file=sys.stderr,
    )
    sys.exit(1 if os.environ.get("CI") else 0)


def become_root() -> list[str] | None:
    """Return the prefix that runs a command as root: nothing, or sudo if it asks no password; None if neither works."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install(root: list[str]) -> None:
    """Install, and keep the system's broker stopped, now and at the next boot."""
    quiet = quiet_apt(root)
    forbidden = forbid_starting(root)
    try:
        for command in (["update"], ["install", "-y", "--no-install-recommends", "rabbitmq-server"]):
            subprocess.run([*quiet, *command], check=False, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    finally:
        if forbidden:
            subprocess.run([*root, "rm", "-f", str(POLICY)], check=False)
    if shutil.which("systemctl"):
        subprocess.run([*root, "systemctl", "disable", UNIT], check=False, capture_output=True)


def quiet_apt(root: list[str]) -> list[str]:
    """Return the apt-get command: without questions, and waiting while another one installs."""
    return [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]


def forbid_starting(root: list[str]) -> bool:
    """Forbid packages to start their services; return whether that was allowed before."""
    if POLICY.exists():
        return False
    write = f"printf '#!/bin/sh\\nexit 101\\n' > {POLICY} && chmod 0755 {POLICY}"
    subprocess.run([*root, "sh", "-c", write], check=True)
    return True


if __name__ == "__main__":
    main()
