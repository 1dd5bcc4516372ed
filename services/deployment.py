"""Deployment files of Compose and Kubernetes, generated from the registry, so that none of them names a service by hand."""

from collections.abc import Iterator
from pathlib import Path

from services.registry import names, service_class, with_data
from services.topology import DEPLOYER

READERS = ("backup", "verify")
"""The store's users that read every database."""
COMPOSE, BASE = Path("docker-compose.yml"), Path("k8s/base")
MARK = "made by `make docs`"

MANIFEST = """\
# Made from `services/deployment.py` by `make docs`; how much it needs stands in its class.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels: {{ app.kubernetes.io/component: {name} }}
spec:
  replicas: 2
  selector:
    matchLabels: {{ app.kubernetes.io/name: tongban, app.kubernetes.io/component: {name} }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: tongban
        app.kubernetes.io/component: {name}
        tongban/broker: "yes"
        tongban/store: "yes"
    spec:
      containers:
        - name: tongban
          args: [{name}]
          env:
            - name: AMQP_URI
              valueFrom: {{ secretKeyRef: {{ name: broker-{name}, key: uri }} }}
            - name: MONGO_URI
              valueFrom: {{ secretKeyRef: {{ name: store-{name}-uri, key: connectionString.standard }} }}
{secrets}          resources: # memory: docs/memory.md; {needs.measured}
            requests: {{ cpu: {needs.cpu}, memory: {needs.memory} }}
            limits: {{ cpu: "{needs.cpu_limit}", memory: {needs.memory_limit} }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {name}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{ app.kubernetes.io/name: tongban, app.kubernetes.io/component: {name} }}
"""
SECRET = """\
            - name: {variable}
              valueFrom: {{ secretKeyRef: {{ name: {secret}, key: key }} }}
"""
CONTAINER = """\
  {name}:
    <<: *service
    command: [{name}]

"""
STORE_USER = """\
    - name: {name}
      db: admin
      passwordSecretRef: {{ name: store-{name} }}
      scramCredentialsSecretName: store-{name}
      connectionStringSecretName: store-{name}-uri
      roles: [{{ name: readWrite, db: tongban_{name} }}{more}]
"""
BROKER_SECRET = """\
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: broker-{name}
spec:
  refreshInterval: 1h
  secretStoreRef: {{ name: tongban }}
  target:
    name: broker-{name}
    template:
      data:
        username: {name}
        password: "{{{{ .password }}}}"
        uri: amqp://{name}:{{{{ .password }}}}@rabbitmq:5672/tongban
  data:
    - secretKey: password
      remoteRef: {{ key: tongban-broker-{name}, property: password }}
"""
STORE_SECRET = """\
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: store-{name}
spec:
  refreshInterval: 1h
  secretStoreRef: {{ name: tongban }}
  target: {{ name: store-{name} }}
  data:
    - secretKey: password
      remoteRef: {{ key: tongban-store-{name}, property: password }}
"""


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file with its text: a manifest for each service, and files with generated parts.

    root: the folder of `docker-compose.yml` and `k8s/`.
    """
    for name in with_data():
        needs = service_class(name).needs
        own = "".join(SECRET.format(variable=variable, secret=secret) for variable, secret in needs.secrets)
        yield BASE / f"{name}.yaml", MANIFEST.format(name=name, needs=needs, secrets=own)
    for path, lines in (
        (COMPOSE, "".join(CONTAINER.format(name=name) for name in with_data()).rstrip("\n") + "\n"),
        (BASE / "kustomization.yaml", "".join(f"  - {name}.yaml\n" for name in names())),
        (Path("k8s/external-secrets/secrets.yaml"), "".join(_secrets())),
        (BASE / "store.yaml", "".join(STORE_USER.format(name=name, more=_reads(name)) for name in with_data())),
    ):
        yield path, _replaced((root / path).read_text(encoding="utf-8"), lines)


def _secrets() -> Iterator[str]:
    yield from (BROKER_SECRET.format(name=name) for name in (*names(), DEPLOYER))
    yield from (STORE_SECRET.format(name=name) for name in (*with_data(), *READERS))


def _reads(name: str) -> str:
    return "".join(f", {{ name: read, db: tongban_{each} }}" for each in service_class(name).needs.reads)


def _replaced(text: str, lines: str) -> str:
    """Replace the lines between the two marks of a file."""
    before, begin, rest = text.partition(f"# services, {MARK}\n")
    _, end, after = rest.partition("# end of services\n")
    if not begin or not end:
        raise ValueError(f"a file lacks its marks: # services, {MARK}")
    indent = " " * (len(before) - len(before.rstrip(" ")))
    return f"{before}{begin}{lines}{indent}{end}{after}"
