"""The compose file runs what there is, with the settings that the code reads."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.registry import names
from shared.runtime.config import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: block for name, block in COMPOSE["services"].items() if str(block["image"]).startswith("tongban:")}


def test_every_service_has_one_container_and_every_container_its_service() -> None:
    assert set(OURS) == set(names())
    assert {tuple(block["command"]) for block in OURS.values()} == {(name,) for name in names()}


def test_one_image_runs_them_all_in_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    assert version is not None
    assert {block["image"] for block in OURS.values()} == {f"tongban:{version[1]}"}


def test_every_variable_is_one_that_the_code_reads() -> None:
    known = {f"TONGBAN_{name.upper()}" for name in Settings.model_fields} | {"AMQP_URI", "MONGO_URI"}
    dockerfile = set(re.findall(r"(TONGBAN_[A-Z_]+)=", (ROOT / "Dockerfile").read_text()))

    assert {name for block in OURS.values() for name in block["environment"]} <= known
    assert dockerfile <= known


def test_each_container_is_probed_where_it_listens() -> None:
    for name, block in OURS.items():
        port = block["environment"]["TONGBAN_PORT" if name == "gateway" else "TONGBAN_HEALTH_PORT"]
        assert f"127.0.0.1:{port}/readyz" in block["healthcheck"]["test"][-1], name
    assert OURS["gateway"]["ports"] == ["${TONGBAN_PORT:-8000}:8000"]


def test_nothing_runs_as_root_or_writes_where_it_should_not() -> None:
    assert "USER tongban" in (ROOT / "Dockerfile").read_text()
    for block in OURS.values():
        assert block["read_only"] and block["cap_drop"] == ["ALL"]
        assert int(block["stop_grace_period"].removesuffix("s")) >= 10


def test_the_token_key_comes_from_outside() -> None:
    for block in OURS.values():
        assert block["environment"]["TONGBAN_TOKEN_KEY"].startswith("${TONGBAN_TOKEN_KEY:?")


def test_the_image_copies_what_it_needs_and_nothing_is_hidden_from_it() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    shown = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert {name for line in copied for name in line.split()} == shown
    assert all((ROOT / name).exists() for name in shown)


def test_compose_itself_accepts_the_file() -> None:
    known = shutil.which("docker") and subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not known:
        pytest.skip("docker compose is not installed")
    checked = subprocess.run(
        ["docker", "compose", "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "TONGBAN_TOKEN_KEY": "x" * 44, "HOME": "/tmp"},
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
