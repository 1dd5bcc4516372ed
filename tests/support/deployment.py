"""Requirements common to all deployments, read from the code: one image, the variables, the ports, the pages."""

import re
from pathlib import Path

from services.gateway.routes import api_routes
from services.gateway.routes.pages import ROUTES as PAGES
from services.registry import GATEWAY, with_data
from shared.runtime.config import Settings
from shared.runtime.setting_names import variable

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLES = {variable(name, field) for name, field in Settings.model_fields.items()}
"""The variables that the code reads."""
STOP_SECONDS = 10
"""The maximum time of a process to stop, besides the drain time (`shared/runtime/run.py`)."""


def version() -> str:
    """Return the version of the project, which is the image's."""
    found = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def required(service: str) -> set[str]:
    """Return a service's required settings: the broker, its own database if it has one, and the gateway's token key."""
    return {"AMQP_URI", *({"MONGO_URI"} if service in with_data() else set()),
            *({"TONGBAN_TOKEN_KEY"} if service == GATEWAY else set())}  # fmt: skip


def port_variable(service: str) -> str:
    """Return the variable of the port where a service is probed."""
    return "TONGBAN_PORT" if service == GATEWAY else FIGURES_VARIABLE


FIGURES_VARIABLE = "TONGBAN_HEALTH_PORT"
"""The variable of the metrics port."""


def probed_pages(service: str) -> set[str]:
    """Return the pages that a process serves for probes and metrics."""
    if service == GATEWAY:
        return {route.path for route in (*api_routes(), *PAGES) if route.public and route.method == "GET"}
    return observed_pages()


def observed_pages() -> set[str]:
    """Return the pages that a process serves on its metrics port."""
    source = (ROOT / "shared" / "runtime" / "health.py").read_text()
    return set(re.findall(r'path == "(/\w+)"', source))


def image_variables() -> set[str]:
    """Return our variables that the image sets."""
    return set(re.findall(r"(TONGBAN_[A-Z_]+)=", DOCKERFILE))
