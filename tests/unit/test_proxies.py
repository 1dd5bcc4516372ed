"""The example proxies pass on what the gateway needs, and log nothing confidential."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.files import LARGEST_UPLOAD

PROXY = Path(__file__).parents[2] / "docs" / "proxy"
NGINX = (PROXY / "nginx.conf").read_text(encoding="utf-8")
TRAEFIK: dict[str, Any] = yaml.safe_load((PROXY / "traefik.yaml").read_text(encoding="utf-8"))["http"]
SECRET = ("/api/v1/votes/v1/box", "/api/v1/calendars/abc.ics")


def test_nginx_logs_no_ballot_and_no_calendar_and_lets_the_largest_file_through() -> None:
    unlogged = re.findall(r"^    ~(\S+) 0;", NGINX, re.MULTILINE)
    places = re.findall(r"location [^{]+\{[^}]*proxy_pass[^}]*\}", NGINX)

    assert all(any(re.search(pattern, path) for pattern in unlogged) for path in SECRET)
    assert not any(re.search(pattern, "/api/v1/votes/v1/ballots") for pattern in unlogged)
    size = re.search(r"client_max_body_size (\d+)m", NGINX)
    assert size is not None and int(size[1]) * 1024**2 > LARGEST_UPLOAD
    for place in places:
        assert "X-Forwarded-For $remote_addr;" in place and "X-Forwarded-Proto $scheme;" in place
    assert len(places) == 2 and "/me/stream" in places[1] and "proxy_buffering off;" in places[1]


def test_nginx_itself_accepts_its_example(tmp_path: Path) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    text = (
        re.sub(r"(?m)^\s*ssl_certificate.*$", "", NGINX).replace(" ssl;", ";").replace("/var/log/nginx", str(tmp_path))
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_traefik_logs_no_ballot_and_no_calendar() -> None:
    silent = [each for each in TRAEFIK["routers"].values() if each.get("observability") == {"accessLogs": False}]
    (rule,) = [each["rule"] for each in silent]
    whole, begun = re.findall(r"PathRegexp\(`([^`]+)`\)", rule), re.findall(r"PathPrefix\(`([^`]+)`\)", rule)

    for path in SECRET:
        assert any(re.search(pattern, path) for pattern in whole) or path.startswith(tuple(begun))
    assert {each["service"] for each in TRAEFIK["routers"].values()} == set(TRAEFIK["services"])
    assert {name for each in TRAEFIK["routers"].values() for name in each["middlewares"]} == set(TRAEFIK["middlewares"])
