"""The package as an operator installs it: built, put into an empty environment elsewhere, and used from there."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.runtime.config import settings
from tests.support.ports import free_port
from tests.support.system import PASSWORD, ROOT, eventually
from tools import bootstrap

NOTICE = {"kind": "notice", "title": "关于做好冬季安全工作的通知", "body": "请做好安全工作。", "recipients": ["west"]}


def uv(*arguments: object, folder: Path) -> str:
    environment, index = bootstrap.environment_of_uv(), bootstrap.told("index", "UV_DEFAULT_INDEX", "PIP_INDEX_URL")
    if index:
        environment["UV_DEFAULT_INDEX"] = str(index)
    told = [bootstrap.find_uv(), *map(str, arguments)]
    done = subprocess.run(told, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide the built package."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--quiet", "--out-dir", folder, ROOT, folder=folder)
    return next(folder.glob("*.whl"))


def python_of(version: str) -> str:
    """Return an interpreter of a version; a machine without one skips."""
    installed = [*Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), shutil.which(f"python{version}")]
    found = next((str(each) for each in installed if each), "")
    if not found:
        pytest.skip(f"there is no Python {version} here")
    return found


@contextmanager
def running(tongban: Path, folder: Path, **environment: str) -> Iterator[str]:
    """Run the installed command in a folder of its own; yield the address."""
    url = f"http://127.0.0.1:{environment['TONGBAN_PORT']}"
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([tongban, "all"], cwd=folder, env=environment, stdout=out, stderr=out)
        try:
            eventually(lambda: requests.get(f"{url}/readyz", timeout=5).status_code == 200, seconds=60)
            yield url
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_an_installed_package_plays_the_story_and_sets_pages(version: str, wheel: Path, tmp_path: Path) -> None:
    python = python_of(version)
    uv("venv", "--quiet", "--python", python, tmp_path / "venv", folder=tmp_path)
    uv("pip", "install", "--quiet", "--python", tmp_path / "venv", f"{wheel}[embedded]", folder=tmp_path)
    tongban = tmp_path / "venv" / "bin" / "tongban"
    environment = {
        "PATH": os.environ["PATH"],
        "TONGBAN_PORT": str(free_port()),
        "TONGBAN_HEALTH_PORT": str(free_port()),
        "TONGBAN_DEMO_PASSWORD": PASSWORD,
    }

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [tongban, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    with running(tongban, tmp_path, **environment) as url:
        clerk = requests.Session()
        signed_in = clerk.post(
            f"{url}/api/v1/sessions", json={"username": "east.clerk", "password": PASSWORD}, timeout=10
        )
        clerk.headers["Authorization"] = f"Bearer {signed_in.json()['token']}"
        draft = clerk.post(f"{url}/api/v1/documents", json=NOTICE, timeout=10).json()

        def page() -> Any:
            return clerk.get(f"{url}/api/v1/documents/{draft['id']}/rendition.pdf", timeout=30)

        refused = page()
        assert refused.status_code == 503 and int(refused.headers["Retry-After"]) > 0
        assert "TONGBAN_FONTS" in refused.json()["detail"]
        ready = requests.get(f"{url}/readyz", timeout=5).json()
        fonts = ready["parts"]["documents"]["parts"]["fonts"]
        assert "tongban fonts" in fonts["detail"] and fonts["status"] == "limited", json.dumps(ready)
        assert ready["status"] == "ok"

        played = command("demo")
        assert played.returncode == 0, played.stdout + played.stderr

        shutil.copytree(settings().font_folder, tmp_path / "var" / "fonts")
        fetched = command("fonts")
        assert fetched.returncode == 0 and str(Path("var/fonts")) in fetched.stdout, fetched.stderr
        assert page().content.startswith(b"%PDF-")
        ready = eventually(lambda: requests.get(f"{url}/readyz", timeout=5).json())
        assert ready["parts"]["documents"]["parts"]["fonts"]["detail"] == ""

    assert not list((tmp_path / "venv").rglob("*-????-??-??.jsonl"))
