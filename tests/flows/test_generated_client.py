"""The API description is valid, and a common generator makes a complete, working client of it."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests
from openapi_spec_validator import validate

from tests.support.system import PASSWORD, ROOT, System

METHODS = ("get", "put", "post", "patch", "delete")


def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "generated" / "openapi.json").read_text(encoding="utf-8"))
    return found


def operations(description: dict[str, Any]) -> list[str]:
    return [
        item[method]["operationId"] for item in description["paths"].values() for method in METHODS if method in item
    ]


def test_the_description_is_valid_and_its_names_are_short_and_unique() -> None:
    description = described()
    schemas = description["components"]["schemas"]

    validate(description)

    names = [schema["title"] for schema in schemas.values()]
    assert len(set(names)) == len(names) and max(map(len, names)) <= 30
    assert set(schemas) == set(names), "no name is one of a module's"
    assert len(set(operations(description))) == len(operations(description))
    secret = description["paths"]["/api/v1/calendars/{secret}.ics"]["get"]["parameters"]
    assert [(each["name"], each["in"]) for each in secret] == [("secret", "path")]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Provide a client generated from the description."""
    folder = tmp_path_factory.mktemp("client")
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "openapi_python_client", "generate", "--path", "docs/generated/openapi.json",
         "--config", "docs/openapi-python-client.yaml", "--meta", "none", "--output-path", str(folder / "tongban_client")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0 and "Warning" not in made.stdout + made.stderr, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("tongban_client")
    sys.path.remove(str(folder))


def called(client: ModuleType, operation: str) -> Any:
    """Return the module that calls an operation."""
    name = operation.replace("__", "_")
    (path,) = (Path(str(client.__file__)).parent / "api").glob(f"*/{name}.py")
    return importlib.import_module(f"tongban_client.api.{path.parent.name}.{name}")


def test_a_generated_client_is_whole_and_works_against_the_running_system(
    shared_system: System, client: ModuleType
) -> None:
    models = importlib.import_module("tongban_client.models")
    assert requests.get(f"{shared_system.url}/openapi.json", timeout=10).json()["paths"] == described()["paths"]
    for operation in operations(described()):
        assert called(client, operation).sync_detailed, operation

    stranger = client.Client(base_url=shared_system.url)
    signed_in = called(client, "post__sessions").sync(
        client=stranger, body=models.SignIn(username="east.clerk", password=PASSWORD)
    )
    person = client.AuthenticatedClient(base_url=shared_system.url, token=signed_in.token)
    draft = called(client, "post__documents").sync(
        client=person,
        body=models.NewDocument.from_dict(
            {"kind": "notice", "title": "关于校历的通知", "body": "请知悉。", "recipients": ["west"]}
        ),
    )
    listed = called(client, "get__documents").sync(client=person)
    pages = called(client, "get__documents_id_rendition_pdf").sync_detailed(draft.id, client=person)
    refused = called(client, "get__documents_id").sync(draft.id, client=stranger)

    assert draft.title == "关于校历的通知" and draft.id in [each.id for each in listed.items]
    assert pages.content.startswith(b"%PDF") and pages.parsed.payload.read(4) == b"%PDF"
    assert isinstance(refused, models.Problem) and refused.status == 401


def plain_reads() -> Iterator[str]:
    """Yield the operations that read without a path's part or a required parameter."""
    for path, item in described()["paths"].items():
        parameters = item.get("get", {}).get("parameters", [])
        if (
            "get" in item
            and "{" not in path
            and not any(each.get("required") for each in parameters)
            and "stream" not in path
        ):
            yield item["get"]["operationId"]


def test_the_client_reads_every_list_and_file_that_needs_no_more_words(
    shared_system: System, client: ModuleType
) -> None:
    person = client.AuthenticatedClient(base_url=shared_system.url, token=shared_system.person("nanhu.admin").token)

    answers = {each: called(client, each).sync_detailed(client=person) for each in plain_reads()}

    assert len(answers) > 40
    assert {each for each, answer in answers.items() if answer.status_code == 200 and answer.parsed is None} == set()
    assert answers["get__district_export_yaml"].parsed.payload.read().decode().startswith("districts:")
