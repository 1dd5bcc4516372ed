"""Install RabbitMQ 4 for the tests: a Debian trixie tree with rabbitmq-server, made once under `var/`.

Only debootstrap is installed on the machine. The tests run its node in a chroot as an ordinary user. Packages
come from apt's mirror; a proxy configured for apt or in the environment is used.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rabbitmq import quiet_apt

SUITE = "trixie"
TREE = Path(__file__).resolve().parents[1] / "var" / "rabbitmq4"
DONE = "complete"
DEBIAN = "http://deb.debian.org/debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LISTS = Path("/etc/apt")


def main() -> None:
    """Build the tree if it is missing, remove leftovers of former runs, and print its path."""
    if os.geteuid() != 0:
        sys.exit(
            "test-rabbitmq4 makes a Debian tree and runs in it by chroot: run it as root (sudo make test-rabbitmq4)."
        )
    if not (TREE / DONE).exists():
        make(debootstrap())
    for place in ("tmp", "dev/shm", "var/tmp"):
        shutil.rmtree(TREE / place, ignore_errors=True)
        (TREE / place).mkdir(parents=True)
        (TREE / place).chmod(0o1777)
    print(TREE)


def debootstrap() -> str:
    """Return debootstrap's path, installing it if needed."""
    if shutil.which("debootstrap") is None and shutil.which("apt-get"):
        say("debootstrap is missing: installing it …")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "debootstrap"]):
            subprocess.run([*quiet_apt([]), *command], check=False, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return shutil.which("debootstrap") or sys.exit(
        "debootstrap is missing and cannot be installed from here, so nothing can be tried on RabbitMQ 4.\n"
        "On Debian or Ubuntu: apt-get install debootstrap"
    )


def make(command: str) -> None:
    """Build the tree beside its place and move it there when it is complete."""
    unfinished = TREE.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(exist_ok=True)
    say(f"making a Debian {SUITE} tree with RabbitMQ 4 in {TREE} from {mirror()} (once, about a minute) …")
    trust = [f"--keyring={KEYRING}"] if KEYRING.exists() else []
    called = [command, "--variant=minbase", "--include=rabbitmq-server", *trust, SUITE, str(unfinished), mirror()]
    with (TREE.parent / "rabbitmq4.log").open("w") as log:
        done = subprocess.run(called, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode != 0:
        tail = "".join((TREE.parent / "rabbitmq4.log").read_text(errors="replace").splitlines(keepends=True)[-8:])
        sys.exit(f"debootstrap failed; see {TREE.parent / 'rabbitmq4.log'}:\n{tail}")
    (unfinished / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    shutil.rmtree(unfinished / "var" / "cache" / "apt", ignore_errors=True)
    (unfinished / DONE).touch()
    unfinished.rename(TREE)


def mirror() -> str:
    """Return the mirror of Debian that apt uses on this machine; elsewhere Debian's own."""
    for path in sorted([LISTS / "sources.list", *(LISTS / "sources.list.d").glob("*")]):
        text = path.read_text(errors="replace") if path.is_file() else ""
        for found in re.findall(r"^(?:URIs:|deb\b(?:\s+\[[^]]*\])?)\s+(https?://\S+)", text, re.MULTILINE):
            if found.rstrip("/").endswith("/debian"):
                return str(found).rstrip("/")
    return DEBIAN


def environment() -> dict[str, str]:
    """Return wget's environment with apt's proxy, if the environment names none."""
    told = dict(os.environ)
    for scheme in ("http", "https"):
        command = ["apt-config", "shell", "FOUND", f"Acquire::{scheme}::Proxy"]
        answer = (
            subprocess.run(command, capture_output=True, text=True, check=False) if shutil.which(command[0]) else None
        )
        found = re.search(r"FOUND='(.+)'", answer.stdout) if answer else None
        if found and found[1] != "DIRECT":
            told.setdefault(f"{scheme}_proxy", found[1])
    return told


def say(text: str) -> None:
    """Print a message about a long step to standard error."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
