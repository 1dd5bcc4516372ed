"""Files generated from the code: event catalogue, workflows, API description, deployment; a test fails when stale."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from services import deployment
from services.documents.kinds import KINDS
from services.gateway.routes.pages import description
from services.registry import subscribers, workflows
from services.topology import resources
from shared.contracts import catalog

ROOT = Path(__file__).parents[1]
GENERATED = Path("docs") / "generated"


def files() -> Iterator[tuple[Path, str]]:
    """Yield every generated file, by its path from the root, with its text."""
    yield GENERATED / "events.md", "\n".join(_events())
    yield GENERATED / "workflows.md", "\n".join(_workflows())
    yield GENERATED / "openapi.json", description().decode() + "\n"
    if (ROOT / deployment.BASE).is_dir():  # an installed package has none
        yield deployment.BASE / "broker-rights.yaml", _rights()
        yield from deployment.files(ROOT)


def write() -> Iterator[Path]:
    """Write all generated files, and yield each path."""
    for path, text in files():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        yield ROOT / path


def _rights() -> str:
    head = (
        "# Made from the code by `make docs`: a broker user a service, with rights to its own (services/topology.py).\n"
    )
    return head + yaml.safe_dump_all(resources("tongban", cluster="rabbitmq"), sort_keys=False, width=1000)


def _events() -> Iterator[str]:
    yield "# Event catalogue\n"
    yield "Made from `shared/contracts` by `make docs`. Exchange `<service>.events`, routing key `<event>.v<version>`.\n"
    yield "| event | version | announced by | says | heard by |\n|---|---|---|---|---|"
    entries = catalog(subscribers())
    for entry in entries:
        heard = ", ".join(f"`{name}`" for name in entry["subscribers"]) or "—"
        yield f"| `{entry['event']}` | {entry['version']} | {entry['service']} | {entry['description']} | {heard} |"
    for entry in entries:
        yield f"\n## {entry['event']} {entry['version']}\n\n{entry['description']}\n"
        yield "| field | type | required |\n|---|---|---|"
        required = entry["fields"].get("required", [])
        for name, schema in entry["fields"]["properties"].items():
            yield f"| `{name}` | {_type(schema)} | {'yes' if name in required else 'no'} |"
    yield ""


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1].lower()
    kind = str(schema.get("format") or schema.get("type", ""))
    return f"list of {_type(schema['items'])}" if kind == "array" and "items" in schema else kind


def _workflows() -> Iterator[str]:
    yield "# Workflows\n"
    yield "Made by `make docs` from the tables in `steps.py` and `kinds.py` of the services.\n"
    for workflow in workflows():
        yield f"## {workflow.title}\n\n```mermaid\n{workflow.mermaid()}\n```\n"
        yield "| step | from | to | by | announces | rules |\n|---|---|---|---|---|---|"
        for step in workflow.steps:
            sources = ", ".join(sorted(source.value for source in step.sources)) or "—"
            targets = " or ".join([step.target.value, *sorted(each.value for each in step.also - {step.target})])
            found = dict.fromkeys(f"{rule.code}（{rule.source}）" for rule in step.rules)
            rules = "；".join(found) or "—"
            yield (f"| {step.action} | {sources} | {targets} | {step.by.name} | `{step.announces.event}` | {rules} |")
        yield ""
    yield "## 文种\n\n| code | 文种 | directions | schools |\n|---|---|---|---|"
    for kind in KINDS.values():
        ways = ", ".join(sorted(way.value for way in kind.directions)) or "public"
        yield f"| `{kind.code}` | {kind.name} | {ways} | {'yes' if kind.for_schools else 'off by default'} |"
    yield ""
