"""Set up `.venv` from the lock file with nothing but a Python: fetch uv, pinned by its checksum, and run it.

Arguments are passed on to `uv sync --locked`. The package index, proxy and certificates configured on this machine, in
the environment or in pip's settings, are used. A Python is never downloaded.
"""

from __future__ import annotations  # so that a Python that is too old can still say so

import configparser
import hashlib
import io
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".tools"
PYTHONS = ("3.13", "3.12", "3.11")
PYPI = "https://pypi.org/simple"
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


def main() -> None:
    """Set up, from the lock's own index or the one configured on this machine."""
    print("正在准备运行环境（1/2）：查找 Python 和 uv ……", flush=True)  # the first time all this takes a minute
    python, uv = find_python(), find_uv()
    print("正在准备运行环境（2/2）：下载并安装组件 ……", flush=True)
    index, environment = told("index", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"), environment_of_uv()
    if index in (None, PYPI):
        run(environment, uv, "sync", "--locked", *quiet(), "--compile-bytecode", "--python", python, *sys.argv[1:])
        return
    # uv takes a lock for stale where it names another index, so install what it lists, by hash, from the one given
    environment["UV_DEFAULT_INDEX"] = str(index)
    listed, editable = HOME / "requirements.txt", [] if "--no-editable" in sys.argv else ["--editable"]
    run(environment, uv, "export", "--frozen", "--quiet", "--no-emit-project", "-o", str(listed), *sys.argv[1:])
    run(environment, uv, "venv", "--quiet", "--allow-existing", "--python", python, ".venv")
    run(environment, uv, "pip", "sync", *quiet(), "--require-hashes", "--compile-bytecode", str(listed))
    run(environment, uv, "pip", "install", "--quiet", "--no-deps", *editable, ".")


def quiet() -> list[str]:
    """Return the options that show uv's progress on a terminal only."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def run(environment: dict[str, str], *command: str) -> None:
    """Run a command in the project's folder; exit with its status if it fails."""
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


def find_python() -> str:
    """Return this Python if its version fits, else another of the machine's."""
    if f"{sys.version_info[0]}.{sys.version_info[1]}" in PYTHONS:
        return sys.executable
    others = [found for version in PYTHONS if (found := shutil.which(f"python{version}"))]
    return others[0] if others else sys.exit(f"Tongban needs Python 3.11 to 3.13; this is {platform.python_version()}")


def find_uv() -> str:
    """Return uv of the pinned version, fetching it if needed."""
    for found in (shutil.which("uv"), str(HOME / "uv")):
        if found and Path(found).exists():
            answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
            if answer.stdout.split()[1:2] == [VERSION]:
                return found
    if platform.machine() not in WHEELS:
        sys.exit(f"install uv {VERSION} first: there is none for {platform.machine()} to fetch")
    HOME.mkdir(exist_ok=True)
    content = fetch_with_pip() or fetch()
    (HOME / "uv.new").write_bytes(content)
    (HOME / "uv.new").chmod(0o755)
    (HOME / "uv.new").replace(HOME / "uv")
    return str(HOME / "uv")


def fetch_with_pip() -> bytes | None:
    """Fetch uv with pip if there is one, because pip knows the index, proxies and passwords of this machine."""
    target, wanted = HOME / "pip", HOME / "uv.txt"
    wanted.write_text(f"uv=={VERSION} " + " ".join(f"--hash=sha256:{checksum}" for _, checksum in WHEELS.values()))
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), "-r", str(wanted)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    found = target / "bin" / "uv"
    content = found.read_bytes() if answer.returncode == 0 and found.exists() else None
    shutil.rmtree(target, ignore_errors=True)
    return content


def fetch() -> bytes:
    """Fetch the wheel from the package index and unpack the one file needed."""
    tag, checksum = WHEELS[platform.machine()]
    index = told("index", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL") or PYPI
    with urllib.request.urlopen(f"{index}/uv/", timeout=60, context=tls()) as answer:
        page, url = answer.read().decode(), answer.url
    link = re.search(rf'href="([^"#]*uv-{re.escape(VERSION)}-py3-none-{re.escape(tag)}\.whl)', page)
    if link is None:
        sys.exit(f"uv {VERSION} for {platform.machine()} is not at {url}")
    with urllib.request.urlopen(urllib.parse.urljoin(url, link[1]), timeout=300, context=tls()) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() != checksum:
        sys.exit("the wheel of uv does not have its checksum")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(next(each for each in archive.namelist() if each.endswith("/scripts/uv")))


def told(what: str, *variables: str) -> str | None:
    """Return this machine's `index` or `cert`: from the first variable that is set, or from pip's settings."""
    given = [os.environ[name] for name in variables if os.environ.get(name)]
    if not given:
        settings = configparser.RawConfigParser()
        home = Path(os.path.expanduser("~"))
        files = [home / ".pip/pip.conf", home / ".config/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE", "")]
        settings.read(["/etc/pip.conf", *files])
        found = settings.get("global", {"index": "index-url"}.get(what, what), fallback="")
        given = [found] if found else []
    return given[0].strip().rstrip("/") if given else None


def certificates() -> str | None:
    """Return the file of trusted certificates configured on this machine."""
    return told("cert", "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def trusts() -> bool:
    """Check whether the system has trusted certificates; a bare one has none."""
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())))


def tls() -> ssl.SSLContext:
    """Return a context that trusts what the machine trusts; if that is nothing, any server, because the checksum decides."""
    if certificates() or trusts():
        return ssl.create_default_context(cafile=certificates())
    return ssl._create_unverified_context()


def environment_of_uv() -> dict[str, str]:
    """Return uv's environment: this machine's settings, and a cache here if there is no home for it."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv")}
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "VIRTUAL_ENV"):
        environment.pop(name, None)
    if certificates():
        environment["SSL_CERT_FILE"] = str(certificates())
    elif trusts():
        environment.setdefault("UV_SYSTEM_CERTS", "true")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~"))
    if not os.access(cache, os.W_OK):
        environment.setdefault("UV_CACHE_DIR", str(HOME / "cache"))
    return environment


if __name__ == "__main__":
    main()
