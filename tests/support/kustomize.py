"""Render `k8s/` as `kubectl kustomize` does, for machines without it; a test compares the two if it is installed.

Supports what those files use and refuses the rest: resources, labels, namespace, images, replicas, literals of a
configMapGenerator (without the hash in the name), and patches that merge maps and containers.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Resource = dict[str, Any]
KNOWN = {
    "apiVersion", "kind", "labels", "namespace", "resources", "images", "replicas", "configMapGenerator", "patches",
}  # fmt: skip


def render(folder: Path) -> list[Resource]:
    """Render a folder with a `kustomization.yaml`."""
    plan = yaml.safe_load((folder / "kustomization.yaml").read_text())
    assert set(plan) <= KNOWN, set(plan) - KNOWN
    found: list[Resource] = []
    for name in plan.get("resources", ()):
        path = folder / name
        if path.is_dir():
            found += render(path)
        else:
            found += [each for each in yaml.safe_load_all(path.read_text()) if each is not None]
    for literals in plan.get("configMapGenerator", ()):
        _generate(found, literals)
    for patch in plan.get("patches", ()):
        change = yaml.safe_load((folder / patch["path"]).read_text())
        for index, each in enumerate(found):
            if _is_meant(each, patch["target"]):
                found[index] = _merged(each, {key: value for key, value in change.items() if key != "metadata"})
    for each in found:
        for labels in plan.get("labels", ()):
            assert set(labels) == {"pairs"}
            each["metadata"].setdefault("labels", {}).update(labels["pairs"])
        if "namespace" in plan and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = plan["namespace"]
        for replicas in plan.get("replicas", ()):
            if each["kind"] == "Deployment" and each["metadata"]["name"] == replicas["name"]:
                each["spec"]["replicas"] = replicas["count"]
        for container in containers(each):
            for image in plan.get("images", ()):
                if container["image"].partition(":")[0] == image["name"]:
                    container["image"] = f"{image['newName']}:{image['newTag']}"
    return found


def containers(resource: Resource) -> Iterator[dict[str, Any]]:
    """Yield the containers of a Deployment, a Job or a CronJob."""
    if resource["kind"] in ("Deployment", "Job", "CronJob"):
        job = resource["spec"]["jobTemplate"] if resource["kind"] == "CronJob" else resource
        spec = job["spec"]["template"]["spec"]
        yield from spec.get("initContainers", ())
        yield from spec["containers"]


def _generate(found: list[Resource], asked: dict[str, Any]) -> None:
    data = dict(line.split("=", 1) for line in asked["literals"])
    if asked.get("behavior") == "merge":
        (known,) = (r for r in found if r["kind"] == "ConfigMap" and r["metadata"]["name"] == asked["name"])
        known["data"].update(data)
    else:
        found.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": asked["name"]}, "data": data})


def _is_meant(resource: Resource, target: dict[str, str]) -> bool:
    assert set(target) <= {"kind", "labelSelector"}
    name, _, value = target.get("labelSelector", "none!=none").partition("!=")
    labels = resource["metadata"].get("labels", {})
    return bool(resource["kind"] == target["kind"] and labels.get(name) != value)


def _merged(base: Any, change: Any, *, place: str = "") -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        found = copy.deepcopy(base)
        for key, value in change.items():
            found[key] = _merged(base[key], value, place=key) if key in base else copy.deepcopy(value)
        return found
    if isinstance(base, list) and place != "volumeClaimTemplates":  # those of operators have no merge key
        assert place == "containers", f"two lists in {place}: their merge key is not known here"
        changes = {each["name"]: each for each in change}
        assert set(changes) <= {each["name"] for each in base}
        return [_merged(each, changes.get(each["name"], {})) for each in base]
    return change
