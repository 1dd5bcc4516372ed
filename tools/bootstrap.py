"""Set up `.venv` from the lock file with nothing but a Python: fetch uv, pinned by its checksum, and let it work.

Arguments are passed on to `uv sync --locked`.
"""

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".tools"
WHEELS = {
    "x86_64": (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    "aarch64": (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
}


def uv() -> str:
    """Find uv of the pinned version, or fetch it."""
    for found in (shutil.which("uv"), str(HOME / "uv")):
        if found and Path(found).exists() and _version(found) == VERSION:
            return found
    HOME.mkdir(exist_ok=True)
    return _with_pip() or _without_pip()


def _version(command: str) -> str:
    answer = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    return ([*answer.stdout.split(), "", ""])[1]


def _with_pip() -> str | None:
    """Let pip fetch it, since pip knows the index and proxies of this machine."""
    target = HOME / "pip"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), f"uv=={VERSION}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    found = target / "bin" / "uv"
    if answer.returncode != 0 or not found.exists():
        return None
    shutil.copy2(found, HOME / "uv")
    shutil.rmtree(target)
    return str(HOME / "uv")


def _without_pip() -> str:
    """Fetch the wheel from the package index and unpack the one file that matters."""
    tag, checksum = WHEELS[platform.machine()]
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    page_url = f"{index.rstrip('/')}/uv/"
    page = urllib.request.urlopen(page_url, timeout=60).read().decode()
    link = re.search(rf'href="([^"#]*uv-{re.escape(VERSION)}-py3-none-{re.escape(tag)}\.whl)', page)
    if link is None:
        sys.exit(f"uv {VERSION} for {platform.machine()} is not at {page_url}")
    wheel = urllib.request.urlopen(urllib.parse.urljoin(page_url, link[1]), timeout=120).read()
    if hashlib.sha256(wheel).hexdigest() != checksum:
        sys.exit("the wheel of uv does not have its checksum")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(each for each in archive.namelist() if each.endswith("/scripts/uv"))
        (HOME / "uv").write_bytes(archive.read(name))
    (HOME / "uv").chmod(0o755)
    return str(HOME / "uv")


def main() -> None:
    """Set up."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv")}
    command = [uv(), "sync", "--locked", "--quiet", "--compile-bytecode", "--python", sys.executable, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
