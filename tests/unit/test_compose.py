"""The compose file runs the existing services, with the settings that the code reads."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import jsonschema
import pytest
import yaml

from services.registry import names
from tests.support import deployment
from tests.support.deployment import DOCKERFILE, ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {
    name: block
    for name, block in COMPOSE["services"].items()
    if str(block["image"]).startswith("tongban:") and "profiles" not in block
}


def test_every_service_has_one_container_and_every_container_its_service() -> None:
    assert set(OURS) == set(names())
    assert {tuple(block["command"]) for block in OURS.values()} == {(name,) for name in names()}


def test_one_image_runs_them_all_in_the_version_of_the_project() -> None:
    assert {block["image"] for block in OURS.values()} == {f"tongban:{deployment.version()}"}


def test_every_variable_is_one_that_the_code_reads_and_none_is_missing() -> None:
    for name, block in OURS.items():
        assert deployment.required(name) <= block["environment"].keys() <= deployment.VARIABLES, name
    assert deployment.image_variables() <= deployment.VARIABLES


def test_each_container_is_probed_where_it_listens() -> None:
    for name, block in OURS.items():
        port = block["environment"][deployment.port_variable(name)]
        assert f"127.0.0.1:{port}/readyz" in block["healthcheck"]["test"][-1], name
        assert "/readyz" in deployment.probed_pages(name)


def test_only_a_proxy_on_the_machine_reaches_the_gateway_and_nobody_the_figures() -> None:
    assert OURS["gateway"]["ports"] == ["${TONGBAN_ADDRESS:-127.0.0.1}:${TONGBAN_PORT:-8000}:8000"]
    assert "/metrics" not in deployment.probed_pages("gateway")
    assert OURS["gateway"]["environment"]["TONGBAN_HEALTH_PORT"] != OURS["gateway"]["environment"]["TONGBAN_PORT"]


def test_nothing_runs_as_root_or_writes_where_it_should_not() -> None:
    assert "USER tongban" in DOCKERFILE
    for block in OURS.values():
        assert block["read_only"] and block["cap_drop"] == ["ALL"]
        assert int(block["stop_grace_period"].removesuffix("s")) >= deployment.STOP_SECONDS + 5


def test_what_a_container_writes_is_kept_within_bounds() -> None:
    bounds = [block["logging"]["options"] for block in COMPOSE["services"].values()]

    assert all(each == {"max-size": "20m", "max-file": "5"} for each in bounds)


def test_the_token_key_comes_from_outside_and_only_the_gateway_has_it() -> None:
    holders = {name for name, block in OURS.items() if "TONGBAN_TOKEN_KEY" in block["environment"]}

    assert holders == {"gateway"}
    assert OURS["gateway"]["environment"]["TONGBAN_TOKEN_KEY"].startswith("${TONGBAN_TOKEN_KEY:?")


def test_only_the_gateway_can_be_reached_from_outside() -> None:
    blocks = COMPOSE["services"]

    assert {name for name, block in blocks.items() if "ports" in block} == {"gateway"}
    assert {name for name, block in blocks.items() if block["networks"] != ["inside"]} == {"gateway"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_a_service_starts_when_the_broker_answers_and_the_store_has_a_primary() -> None:
    for block in OURS.values():
        assert block["depends_on"] == {
            "rabbitmq": {"condition": "service_healthy"},
            "mongo-set": {"condition": "service_completed_successfully"},
        }
    hosts = set(re.findall(r"mongo\d", OURS["gateway"]["environment"]["MONGO_URI"]))
    assert hosts == set(COMPOSE["services"]["mongo-set"]["depends_on"]) == {"mongo1", "mongo2", "mongo3"}


def test_the_image_copies_what_it_needs_and_nothing_is_hidden_from_it() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    shown = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    wanted = {name for line in copied for name in line.split()}
    assert {name for name in wanted if name.rpartition("/")[0] not in shown} == shown
    assert all((ROOT / name).exists() for name in shown)


def compose() -> list[str] | None:
    """Return the Compose command: a plugin of docker, or standalone."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and subprocess.run([*command, "version"], capture_output=True).returncode == 0:
            return command
    return None


def test_the_file_is_valid_by_the_specification_of_compose() -> None:
    schema = json.loads((ROOT / "tests" / "support" / "compose_spec.json").read_text())
    broken = COMPOSE | {"services": {"gateway": {**OURS["gateway"], "restarts": "always"}}}

    faults, found = ([*jsonschema.Draft201909Validator(schema).iter_errors(each)] for each in (COMPOSE, broken))

    assert faults == [] and "restarts" in found[0].message


def test_compose_itself_accepts_the_file_and_misses_the_token_key() -> None:
    command = compose()
    if command is None:
        pytest.skip("docker compose is not installed")

    def check(**environment: str) -> "subprocess.CompletedProcess[str]":
        path = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}
        return subprocess.run([*command, "config", "--quiet"], cwd=ROOT, env=path, capture_output=True, text=True)

    accepted = check(TONGBAN_TOKEN_KEY="x" * 44, RABBITMQ_PASSWORD="y" * 48)
    keyless, open_to_all = check(RABBITMQ_PASSWORD="y" * 48), check(TONGBAN_TOKEN_KEY="x" * 44)

    assert accepted.returncode == 0, accepted.stderr
    assert "set it to 32 random bytes" in keyless.stderr
    assert "set it to a random password" in open_to_all.stderr


def test_no_password_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert re.findall(r"\$\{(\w*(?:PASSWORD|KEY)\w*):-", text) == []
    for name in re.findall(r"(?:_PASS|PASSWORD|KEY): (.*)", text):
        assert name.startswith("${") and ":?" in name


def test_a_backup_is_restored_and_verified_before_it_counts() -> None:
    blocks = {name: block for name, block in COMPOSE["services"].items() if name.startswith("backup")}
    after = {name: list(block["depends_on"]) for name, block in blocks.items() if name != "backup-dump"}

    assert after == {"backup": ["backup-restore"], "backup-restore": ["backup-trial"], "backup-trial": ["backup-dump"]}
    assert all(block["profiles"] == ["backup"] and block["restart"] == "no" for block in blocks.values())
    assert blocks["backup"]["command"][0] == "conclude-backup"
    assert blocks["backup"]["environment"].keys() <= deployment.VARIABLES
