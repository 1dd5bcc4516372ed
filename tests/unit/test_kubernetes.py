"""`k8s/` agrees with the code: services, variables, ports, probes, permissions, and network policies."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from pymongo.uri_parser import parse_uri

from services.gateway.routes import api_routes
from services.gateway.routes.pages import ROUTES as PAGES
from services.registry import GATEWAY, names, with_data
from services.topology import DEPLOYER, all_rights
from shared.files import LARGEST_UPLOAD
from shared.runtime import last_backup
from shared.runtime.config import Settings
from tests.bench import memory
from tests.support import deployment
from tests.support.kustomize import Resource, containers, render

K8S = deployment.ROOT / "k8s"
MANUAL = (deployment.ROOT / "docs" / "operations.md").read_text()
SECRET = ("/api/v1/votes/v1/box", "/api/v1/calendars/abc.ics")
FOLDERS = ("base", "overlays/district", "overlays/district-tls", "import", "backup", "monitoring", "external-secrets")
VERSIONS = ("1.30", "1.37")
"""Of Kubernetes: the oldest version supported, and the newest whose schema is here."""
BASE = render(K8S / "base")
DISTRICT = render(K8S / "overlays" / "district")
OPERATORS = yaml.safe_load((deployment.ROOT / "tests" / "support" / "operators.yaml").read_text())
JOBS = {"topology", "import-district", "backup"}


def of(kind: str, resources: list[Resource] = BASE) -> dict[str, Resource]:
    return {each["metadata"]["name"]: each for each in resources if each["kind"] == kind}


DEPLOYMENTS = of("Deployment")
BACKUP = of("CronJob", render(K8S / "backup"))["backup"]
WORKLOADS = {**DEPLOYMENTS, **of("Job"), **of("Job", render(K8S / "import")), "backup": BACKUP["spec"]["jobTemplate"]}
SETTINGS: dict[str, str] = of("ConfigMap")["settings"]["data"]


def pod(workload: Resource) -> dict[str, Any]:
    found: dict[str, Any] = workload["spec"]["template"]["spec"]
    return found


def _containers(workload: Resource) -> list[dict[str, Any]]:
    spec = pod(workload)
    return [*spec.get("initContainers", ()), *spec["containers"]]


def labels(workload: Resource) -> dict[str, str]:
    found: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return found


def variables(name: str) -> dict[str, Any]:
    """Return the variables of a service's process, from the shared settings and its own."""
    (container,) = pod(DEPLOYMENTS[name])["containers"]
    assert container["envFrom"] == [{"configMapRef": {"name": "settings"}}]
    return {**SETTINGS, **{each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_resource_is_valid(folder: str, version: str) -> None:
    for each in render(K8S / folder):
        operator = OPERATORS.get(each["apiVersion"])
        if operator is None:
            kubernetes_validate.validate(each, version, strict=True)
        else:
            schema = {"type": "object", "definitions": OPERATORS["definitions"], **operator[each["kind"]]}
            jsonschema.validate(each["spec"], schema)


@pytest.mark.parametrize("folder", FOLDERS)
def test_kustomize_itself_renders_the_same(folder: str) -> None:
    fixed = os.environ.get("KUSTOMIZE") or "kustomize"
    commands = [each for each in ([fixed, "build"], ["kubectl", "kustomize"]) if shutil.which(each[0])]
    if not commands:
        hosted = os.environ.get("CI") == "true"
        (pytest.fail if hosted else pytest.skip)(
            "neither kustomize nor kubectl is installed: tools/kustomize.py builds it"
        )
    done = subprocess.run([*commands[0], K8S / folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    text = re.sub(r"\bsettings-[a-z0-9]{10}\b", "settings", done.stdout)

    def by_name(resources: Any) -> dict[tuple[str, str], Resource]:
        return {(each["kind"], each["metadata"]["name"]): each for each in resources}

    assert by_name(yaml.safe_load_all(text)) == by_name(render(K8S / folder))


def test_no_name_is_given_twice() -> None:
    for resources in (BASE, DISTRICT):
        found = [(each["kind"], each["metadata"]["name"]) for each in resources]
        assert len(found) == len(set(found))


def test_every_service_has_one_deployment_and_every_deployment_its_service() -> None:
    assert set(DEPLOYMENTS) == set(names())
    for name, each in DEPLOYMENTS.items():
        (container,) = pod(each)["containers"]
        assert container["args"] == [name]
        assert each["metadata"]["labels"]["app.kubernetes.io/component"] == name
        assert each["spec"]["selector"]["matchLabels"].items() <= labels(each).items()
        assert labels(each)["app.kubernetes.io/component"] == name


def test_one_image_runs_them_all_in_the_version_of_the_project() -> None:
    every = [each for folder in FOLDERS for resource in render(K8S / folder) for each in containers(resource)]
    ours = [each for each in every if not each["image"].startswith("mongo:")]

    assert {each["image"].rpartition(":")[2] for each in ours} == {deployment.version()}
    assert len({each["image"] for resource in DISTRICT for each in containers(resource)}) == 1


def test_every_variable_is_one_that_the_code_reads_and_none_is_missing() -> None:
    assert SETTINGS.keys() <= deployment.VARIABLES
    for name in names():
        assert deployment.required(name) <= variables(name).keys() <= deployment.VARIABLES, name
        assert ("MONGO_URI" in variables(name)) == (name in with_data()), name
    for name in JOBS:
        for container in _containers(WORKLOADS[name]):
            assert {each["name"] for each in container.get("env", ())} <= deployment.VARIABLES
    plain = {k: v for name in names() for k, v in variables(name).items() if isinstance(v, str)}
    read = Settings(**{key.removeprefix("TONGBAN_").lower(): value for key, value in plain.items()})
    assert (read.declare, read.host, read.drain_seconds) == (False, "0.0.0.0", 5)


def test_each_process_is_probed_where_it_listens_on_a_page_that_it_serves() -> None:
    for name, each in DEPLOYMENTS.items():
        (container,) = pod(each)["containers"]
        port, figures = container["ports"][0], container["ports"][-1]
        assert str(port["containerPort"]) == SETTINGS[deployment.port_variable(name)], name
        assert str(figures["containerPort"]) == SETTINGS[deployment.FIGURES_VARIABLE], name
        assert (port == figures) == (name != GATEWAY), "only a gateway has another port, which the ingress reaches"
        probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
        ready = "/readyz/gateway" if name == GATEWAY else "/readyz"
        assert [probes[kind]["path"] for kind in probes] == ["/healthz", ready, "/healthz"], name
        notes = each["spec"]["template"]["metadata"]["annotations"]
        assert {probe["path"] for probe in probes.values()} <= deployment.probed_pages(name), name
        assert notes["prometheus.io/path"] in deployment.observed_pages()
        assert {probe["port"] for probe in probes.values()} == {port["name"]}
        assert notes["prometheus.io/port"] == str(figures["containerPort"])
    (exposed,) = of("Service").values()
    assert exposed["spec"]["selector"].items() <= labels(DEPLOYMENTS[GATEWAY]).items()
    assert [each["targetPort"] for each in exposed["spec"]["ports"]] == ["http"]


def test_nothing_runs_as_root_or_writes_where_it_should_not() -> None:
    uid = re.search(r"--uid (\d+)", deployment.DOCKERFILE)
    assert uid is not None
    for name, each in WORKLOADS.items():
        spec = pod(each)
        assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] == int(uid[1]), name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False and spec["enableServiceLinks"] is False
        for container in _containers(each):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert {*container["resources"]["requests"], *container["resources"]["limits"]} == {"cpu", "memory"}


def test_a_process_is_given_the_time_that_it_takes_to_stop() -> None:
    for name, each in DEPLOYMENTS.items():
        drain = float(variables(name).get("TONGBAN_DRAIN_SECONDS", 0))
        assert pod(each)["terminationGracePeriodSeconds"] >= drain + deployment.STOP_SECONDS + 5, name
        assert each["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    (container,) = pod(DEPLOYMENTS[GATEWAY])["containers"]
    probe = container["readinessProbe"]
    told = probe["periodSeconds"] * probe["failureThreshold"] + probe["timeoutSeconds"]
    assert told < float(variables(GATEWAY)["TONGBAN_DRAIN_SECONDS"])


def test_one_may_be_away_and_the_gateway_has_the_most() -> None:
    (scaler,) = of("HorizontalPodAutoscaler").values()
    assert scaler["spec"]["scaleTargetRef"]["name"] == GATEWAY
    assert "replicas" not in DEPLOYMENTS[GATEWAY]["spec"]
    for name in with_data():
        assert 2 <= DEPLOYMENTS[name]["spec"]["replicas"] < scaler["spec"]["minReplicas"]
    budgets = of("PodDisruptionBudget")
    assert set(budgets) == {*names(), "rabbitmq", "mongodb"}
    for name in names():
        assert budgets[name]["spec"]["selector"]["matchLabels"].items() <= labels(DEPLOYMENTS[name]).items()
    assert of("RabbitmqCluster")["rabbitmq"]["spec"]["replicas"] == of("MongoDBCommunity")["mongodb"]["spec"]["members"]


def test_each_service_comes_to_the_broker_as_itself_and_may_do_what_the_plan_says() -> None:
    granted = of("Permission")
    assert set(granted) == set(of("User")) == {*names(), DEPLOYER}
    for each in all_rights():
        assert granted[each.user]["spec"]["permissions"] == {
            "configure": each.configure, "write": each.write, "read": each.read,
        }  # fmt: skip
        secret = of("User")[each.user]["spec"]["importCredentialsSecret"]["name"]
        holder = WORKLOADS["topology"] if each.user == DEPLOYER else DEPLOYMENTS[each.user]
        (container,) = containers(holder)
        (uri,) = (env["valueFrom"] for env in container["env"] if env["name"] == "AMQP_URI")
        assert uri == {"secretKeyRef": {"name": secret, "key": "uri"}}
    (vhost,) = of("Vhost").values()
    assert vhost["spec"]["defaultQueueType"] == "quorum"
    assert {each["spec"]["vhost"] for each in granted.values()} == {vhost["spec"]["name"]}
    (job,) = pod(WORKLOADS["topology"])["containers"]
    assert job["args"] == ["declare-topology"]
    assert SETTINGS["TONGBAN_DECLARE"] == "no"


def test_each_service_comes_to_the_store_as_itself_and_writes_its_own_database_only() -> None:
    users = {each["name"]: each for each in of("MongoDBCommunity")["mongodb"]["spec"]["users"]}
    prefix = Settings.model_fields["database_prefix"].default

    assert set(users) == {*with_data(), "backup", "verify"}
    assert users.pop("verify")["roles"] == [{"name": "readAnyDatabase", "db": "admin"}]
    recorded = {"name": "readWrite", "db": f"{prefix}_{last_backup.DATABASE}"}
    assert users.pop("backup")["roles"] == [{"name": "backup", "db": "admin"}, recorded]
    for name, user in users.items():
        reads = [{"name": "read", "db": recorded["db"]}] if name == "documents" else []
        assert user["roles"] == [{"name": "readWrite", "db": f"{prefix}_{name}"}, *reads]
        reference = {"name": user["connectionStringSecretName"], "key": "connectionString.standard"}
        assert variables(name)["MONGO_URI"] == {"secretKeyRef": reference}
    (enters, _) = containers(WORKLOADS["import-district"])
    assert enters["env"][0]["valueFrom"] == variables("directory")["MONGO_URI"]


def test_secrets_come_from_outside_and_are_named_in_the_operators_manual() -> None:
    everything = [each for folder in FOLDERS for each in render(K8S / folder)]
    manual = (deployment.ROOT / "docs" / "operations.md").read_text()
    text = "".join(path.read_text() for path in K8S.rglob("*.yaml"))
    named = set(re.findall(r"secretKeyRef: \{ name: ([\w-]+)", text)) | {"tls-tongban", "district"}

    assert not [each for each in everything if each["kind"] == "Secret"]
    assert not re.search(r"(?i)(password|token_key|uri)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9+/_-]{8,}", text)
    harmless = r"#.*|mongodb://127.0.0.1|amqp://[a-z]+:\{\{ \.password \}\}@"
    assert "://" not in re.sub(harmless, "", text)
    given = of("ExternalSecret", render(K8S / "external-secrets"))
    made = {each["spec"]["target"]["name"] for each in given.values()}
    users = {each["name"] for each in of("MongoDBCommunity")["mongodb"]["spec"]["users"]}
    assert made == {each for each in named if not re.search("^store-.*-uri$|^district$", each)} | {
        f"store-{name}" for name in users
    }
    for name in names():
        assert isinstance(variables(name)["AMQP_URI"], dict)
    for secret in named:
        generic = re.sub(r"^(broker|store)-[a-z]+(?=$|-)", r"\1-<service>", secret)
        assert f"`{secret}`" in manual or f"`{generic}`" in manual, secret


def test_who_talks_to_whom_is_what_the_code_needs_and_nobody_else_does() -> None:
    policies = {name: each["spec"] for name, each in of("NetworkPolicy").items()}
    nobody = policies["nobody"]

    def chosen(selector: dict[str, Any]) -> set[str]:
        wanted = selector.get("matchLabels", {})
        return {name for name, each in WORKLOADS.items() if wanted.items() <= labels(each).items()}

    def reached(name: str, way: str) -> set[tuple[str, int]]:
        return {
            (str(peer.get("podSelector", peer.get("namespaceSelector"))["matchLabels"]), port["port"])
            for rule in policies[name][way]
            for peer in rule["from" if way == "ingress" else "to"]
            for port in rule["ports"]
        }

    broker, store = {"app.kubernetes.io/name": "rabbitmq"}, {"app": "mongodb-svc"}
    assert nobody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert chosen(policies["to-broker"]["podSelector"]) == {*names(), "topology"}
    assert chosen(policies["to-store"]["podSelector"]) == {*with_data(), "import-district", "backup"}
    assert reached("to-broker", "egress") == {(str(broker), 5672), (str(broker), 5671)}
    assert reached("to-store", "egress") == {(str(store), 27017)}
    for target, clients, port in (("broker", "to-broker", 5672), ("store", "to-store", 27017)):
        allowed = [
            peer["podSelector"] for rule in policies[target]["ingress"] for peer in rule["from"]
            if {"port": port} in rule["ports"] and "podSelector" in peer
            and peer["podSelector"] != policies[target]["podSelector"]
        ]  # fmt: skip
        assert allowed == [policies[clients]["podSelector"]]
    entered = {name: each for name, each in policies.items() if "ingress" in each and chosen(each["podSelector"])}
    assert {name: chosen(each["podSelector"]) for name, each in entered.items()} == {
        "gateway": {GATEWAY},
        "metrics": set(with_data()),
    }
    monitoring, ingress = ({"kubernetes.io/metadata.name": each} for each in ("monitoring", "ingress-nginx"))
    figures = (str(monitoring), int(SETTINGS["TONGBAN_HEALTH_PORT"]))
    assert reached("gateway", "ingress") == {(str(ingress), int(SETTINGS["TONGBAN_PORT"])), figures}
    assert reached("metrics", "ingress") == {figures}
    leaving = {name for name, each in policies.items() if "egress" in each and chosen(each["podSelector"])}
    assert leaving == {"names", "to-broker", "to-store"}


def test_every_process_can_verify_the_broker_and_the_store_over_tls() -> None:
    tls = render(K8S / "overlays" / "district-tls")
    (broker,), (store,) = (of(kind, tls).values() for kind in ("RabbitmqCluster", "MongoDBCommunity"))
    file = of("ConfigMap", tls)["settings"]["data"]["TONGBAN_BROKER_CA"]
    secret = store["spec"]["security"]["tls"]["caCertificateSecretRef"]["name"]

    assert broker["spec"]["tls"]["disableNonTLSListeners"] and store["spec"]["security"]["tls"]["enabled"]
    assert store["spec"]["additionalConnectionStringConfig"] == {
        **of("MongoDBCommunity")["mongodb"]["spec"]["additionalConnectionStringConfig"], "tlsCAFile": file,
    }  # fmt: skip
    for name, each in WORKLOADS.items():
        (volume,) = [v for v in pod(each)["volumes"] if v.get("secret", {}).get("secretName") == secret]
        for container in _containers(each):
            if any(e["name"] in ("MONGO_URI", "AMQP_URI") for e in container.get("env", ())):
                mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
                assert f"{mounted[volume['name']]}/ca.crt" == file, name
    for named in (secret, broker["spec"]["tls"]["secretName"], "amqps://", "5671"):
        assert named in MANUAL


def test_the_ingress_logs_no_ballot_and_no_calendar() -> None:
    silent = of("Ingress", DISTRICT)["gateway-unlogged"]
    (rule,) = silent["spec"]["rules"]
    begun = tuple(f"{each['path']}/" for each in rule["http"]["paths"] if each["pathType"] == "Prefix")

    assert silent["metadata"]["annotations"]["nginx.ingress.kubernetes.io/enable-access-log"] == "false"
    assert all(path.startswith(begun) for path in SECRET)
    assert not any(
        "use-regex" in name for each in of("Ingress", DISTRICT).values() for name in each["metadata"]["annotations"]
    )


def test_the_stores_have_volumes_of_a_size_and_the_district_larger_ones() -> None:
    def sizes(resources: list[Resource]) -> dict[str, int]:
        claims = of("MongoDBCommunity", resources)["mongodb"]["spec"]["statefulSet"]["spec"]["volumeClaimTemplates"]
        return {
            each["metadata"]["name"]: int(each["spec"]["resources"]["requests"]["storage"].removesuffix("Gi"))
            for each in claims
        }

    base, district = sizes(BASE), sizes(DISTRICT)
    assert set(base) == set(district) == {"data-volume", "logs-volume"}
    assert district["data-volume"] > base["data-volume"] and f"{district['data-volume']}Gi" in MANUAL


def test_the_world_comes_in_by_the_ingress_to_the_gateway_over_tls() -> None:
    ingress = of("Ingress", DISTRICT)["gateway"]
    (rule,) = ingress["spec"]["rules"]
    paths = rule["http"]["paths"]

    assert all(path["backend"] == {"service": {"name": GATEWAY, "port": {"name": "http"}}} for path in paths)
    passed_on = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]
    assert int(passed_on.removesuffix("m")) * 1024**2 > LARGEST_UPLOAD, "an attachment comes through"
    assert ingress["spec"]["tls"] == [{"hosts": [rule["host"]], "secretName": "tls-tongban"}]
    assert {each["metadata"].get("namespace") for each in DISTRICT if each["kind"] != "Namespace"} == {
        of("Namespace", DISTRICT)["tongban"]["metadata"]["name"]
    }


def test_the_ingress_lets_through_what_people_and_programs_need_and_nothing_about_the_process() -> None:
    ingress = of("Ingress", DISTRICT)["gateway"]
    (rule,) = ingress["spec"]["rules"]
    paths = {each["path"]: each["pathType"] for each in rule["http"]["paths"]}

    def passes(page: str) -> bool:
        starts = ("/".join(page.split("/")[:depth]) for depth in range(2, page.count("/") + 2))
        return page in paths or any(paths.get(each) == "Prefix" for each in starts)

    served = {route.path for route in (*api_routes(), *PAGES)} | deployment.observed_pages()
    assert paths["/"] == "Exact"
    assert {page for page in served if not passes(page)} == {"/healthz", "/readyz", "/readyz/gateway", "/metrics"}


def test_figures_are_scraped_of_every_process_under_a_job_that_the_rules_name() -> None:
    (monitor,) = of("PodMonitor", render(K8S / "monitoring")).values()
    (scraped,) = monitor["spec"]["podMetricsEndpoints"]
    rules = (deployment.ROOT / "docs" / "monitoring" / "alerts.yaml").read_text()

    for each in DEPLOYMENTS.values():
        assert monitor["spec"]["selector"]["matchLabels"].items() <= labels(each).items()
        ports = {port["name"]: port["containerPort"] for port in pod(each)["containers"][0]["ports"]}
        assert str(ports[scraped["port"]]) == SETTINGS["TONGBAN_HEALTH_PORT"]
    job = f"{monitor['metadata']['namespace']}/{monitor['metadata']['name']}"
    for pattern in re.findall(r'job=~"([^"]+)"', rules):
        assert re.fullmatch(pattern, job)


def test_a_backup_is_restored_and_verified_before_it_counts() -> None:
    spec = pod(WORKLOADS["backup"])
    dump, trial, restore = spec["initContainers"]
    (conclude,) = spec["containers"]
    archive = conclude["args"][1]

    assert f"--archive={archive}" in dump["command"][-1] and f"--archive={archive}" in restore["command"]
    assert "--oplog" in dump["command"][-1] and "--oplogReplay" in restore["command"]
    assert trial["restartPolicy"] == "Always" and "127.0.0.1" in trial["command"], (
        "beside the others, for this pod alone"
    )
    assert conclude["args"][0] == "conclude-backup" and "127.0.0.1:27017" in conclude["args"][-1]
    mongo = of("MongoDBCommunity")["mongodb"]["spec"]["version"]
    assert {each["image"] for each in (dump, trial, restore)} == {f"mongo:{mongo}"}
    assert BACKUP["spec"]["concurrencyPolicy"] == "Forbid"


def test_the_volumes_of_the_backup_hold_the_example_of_the_manual() -> None:
    said = re.search(r"= ([\d.]+) GB a year,\s.* another (\d+) GB", MANUAL)
    assert said is not None, "the example says how much a year takes"
    a_year = sum(float(each) for each in said.groups()) * 1e9
    dumps = 32  # of thirty days, with the oldest and the newest
    (volume,) = of("PersistentVolumeClaim", render(K8S / "backup")).values()
    (trial,) = (
        each["emptyDir"]["sizeLimit"] for each in pod(WORKLOADS["backup"])["volumes"] if each["name"] == "trial"
    )

    kept = volume["spec"]["resources"]["requests"]["storage"]
    assert int(kept.removesuffix("Gi")) << 30 >= dumps * a_year
    assert int(trial.removesuffix("Gi")) << 30 >= 3 * a_year


@pytest.mark.parametrize(
    "address, taken",
    [
        ("mongodb://b:p%2Fw@m1:27017,m2:27017/admin?replicaSet=mongodb&w=majority",
         "mongodb://b:p%2Fw@m1:27017,m2:27017/?authSource=admin&replicaSet=mongodb&w=majority"),
        ("mongodb://b:p@m1/admin", "mongodb://b:p@m1/?authSource=admin&"),
        ("mongodb://m1/?replicaSet=mongodb", "mongodb://m1/?replicaSet=mongodb"),
    ],
)  # fmt: skip
def test_the_dump_takes_every_database_although_the_address_names_that_of_the_user(
    address: str, taken: str, tmp_path: Path
) -> None:
    (tmp_path / "mongodump").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "mongodump").chmod(0o755)
    dump = pod(WORKLOADS["backup"])["initContainers"][0]

    said = subprocess.run(
        dump["command"], env={"PATH": f"{tmp_path}:/usr/bin:/bin", "MONGO_URI": address},
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip

    assert said[:3] == ["--uri", taken, "--oplog"]
    assert parse_uri(taken.rstrip("&"))["database"] is None  # else only that one is dumped, and without its oplog


def test_every_file_is_used() -> None:
    used = {Path("kustomization.yaml")}
    for folder in FOLDERS:
        plan = yaml.safe_load((K8S / folder / "kustomization.yaml").read_text())
        mentioned = [*plan.get("resources", ()), *(each["path"] for each in plan.get("patches", ()))]
        used |= {(K8S / folder / each).resolve() for each in (*mentioned, "kustomization.yaml")}

    assert {path.resolve() for path in K8S.rglob("*") if path.is_file()} <= used


@pytest.mark.parametrize("name, figures", memory.table().items())
def test_memory_is_limited_a_quarter_above_what_was_measured(name: str, figures: dict[str, int]) -> None:
    (container,) = pod(WORKLOADS[name])["containers"]
    asked, most = (mebibytes(container["resources"][each]["memory"]) for each in ("requests", "limits"))

    assert most >= max(figures.values()) * memory.HEADROOM
    assert asked >= figures.get("idle", 0)


def test_every_service_is_measured_and_its_manifest_names_the_measurement() -> None:
    texts = [path.read_text() for folder in ("base", "import") for path in (K8S / folder).glob("*.yaml")]
    limited = [text for text in texts if re.search(rf"args: \[({'|'.join(memory.table())})", text)]

    assert memory.table().keys() == DEPLOYMENTS.keys() | {memory.COMMAND}
    assert len(limited) == len(memory.table())
    assert all(re.search(r"resources:.* docs/memory\.md", text) for text in limited)


def mebibytes(said: str) -> int:
    return int(said[:-2]) * {"Mi": 1, "Gi": 1024}[said[-2:]]
