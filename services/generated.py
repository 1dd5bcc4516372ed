"""What is made from the code: event catalogue, workflow diagrams, API description, broker rights; a test fails when stale."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from services.documents.kinds import KINDS
from services.gateway.routes.pages import description
from services.registry import subscribers, workflows
from services.topology import resources
from shared.contracts import catalog

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "generated"
RIGHTS = ROOT / "k8s" / "base" / "broker-rights.yaml"


def pages() -> dict[str, str]:
    """Give every generated document by file name."""
    return {
        "events.md": "\n".join(_events()),
        "workflows.md": "\n".join(_workflows()),
        "openapi.json": description().decode() + "\n",
    }


def write() -> Iterator[Path]:
    """Write them all; give each path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = FOLDER / name
        path.write_text(text, encoding="utf-8")
        yield path
    if RIGHTS.parent.is_dir():
        RIGHTS.write_text(rights(), encoding="utf-8")
        yield RIGHTS


def rights() -> str:
    """Give the broker's users and what each may do, for Kubernetes."""
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
    yield "Made from the tables in `services/*/kinds.py` by `make docs`.\n"
    for workflow in workflows():
        yield f"## {workflow.title}\n\n```mermaid\n{workflow.mermaid()}\n```\n"
        yield "| step | from | to | by | announces | rules |\n|---|---|---|---|---|---|"
        for step in workflow.steps:
            sources = ", ".join(sorted(source.value for source in step.sources))
            rules = "；".join(f"{rule.code}（{rule.source}）" for rule in step.rules) or "—"
            yield (
                f"| {step.action} | {sources} | {step.target.value} | {step.by.name} |"
                f" `{step.announces.event}` | {rules} |"
            )
        yield ""
    yield "## 文种\n\n| code | 文种 | directions | schools |\n|---|---|---|---|"
    for kind in KINDS.values():
        ways = ", ".join(sorted(way.value for way in kind.directions)) or "public"
        yield f"| `{kind.code}` | {kind.name} | {ways} | {'yes' if kind.for_schools else 'off by default'} |"
    yield ""
