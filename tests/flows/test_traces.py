"""Spans at a collector: one trace for a request and all that follows from it, and nothing where no collector is named."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.flows.test_starting import command_with
from tests.support.system import ROOT, eventually

UNTRACED = """
import sys
from shared.runtime import green
green.patch()
import services.command_line
from services.registry import names, service_class
from shared.runtime import tracing
[service_class(name) for name in names()]
tracing.prepare()
with tracing.span("documents", "release"): pass
tracing.close()
print([each for each in sys.modules if each.startswith("opentelemetry")])
"""


class Collector:
    """A collector that takes spans by OTLP over HTTP."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Any]] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.path == "/v1/traces"
                for each in sent.resource_spans:
                    (name,) = [a.value.string_value for a in each.resource.attributes if a.key == "service.name"]
                    collector.spans += [(name, span) for scope in each.scope_spans for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, request_id: str) -> list[tuple[str, Any]]:
        trace = hashlib.sha256(request_id.encode()).hexdigest()[:32]
        return [(name, span) for name, span in self.spans if span.trace_id.hex() == trace]


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    yield found
    found.server.shutdown()


def test_a_request_its_commands_and_its_events_are_one_trace(
    collector: Collector, broker: str | None, launch: Launch
) -> None:
    system = launch(broker=broker, apart=broker is not None, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    clerk = system.person("east.clerk")
    document = clerk.post("/documents", NOTICE)
    clerk.ask("POST", f"/documents/{document['id']}/actions/submit", {"comment": "同意"}, X_Request_Id="trace-1")
    released = draft_and_release(system)
    eventually(lambda: incoming_of(system, "west", released["id"]), seconds=30)
    eventually(lambda: any(span.kind == span.SPAN_KIND_CONSUMER for _, span in collector.of("trace-1")), seconds=30)

    found = collector.of("trace-1")
    ids = {span.span_id for _, span in found}
    ((gateway, first),) = [(name, span) for name, span in found if not span.parent_span_id]
    told = {each.key: each.value for each in first.attributes}
    commands = {(name, span.name) for name, span in found if span.kind == span.SPAN_KIND_SERVER}
    assert (gateway, first.name) == ("tongban-gateway", "POST /api/v1/documents/{id}/actions/{action}")
    assert told["http.response.status_code"].int_value == 200 and told["tongban.request_id"].string_value == "trace-1"
    assert any(name == "tongban-documents" for name, _ in commands)
    assert all(span.parent_span_id in ids for _, span in found if span is not first)
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 0 for _, span in found)
    text = str(collector.spans)
    assert not any(each in text for each in (NOTICE["title"], NOTICE["body"], str(document["id"]), "readyz"))


def test_nothing_of_the_library_is_loaded_without_a_collector() -> None:
    done = subprocess.run([sys.executable, "-c", UNTRACED], cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_a_wrong_collector_is_one_line_and_a_doctor_finds_one_that_is_away(launch: Launch) -> None:
    wrong = command_with({"OTEL_EXPORTER_OTLP_ENDPOINT": "bogus"}, "doctor")
    away = launch(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")

    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "OTEL_EXPORTER_OTLP_ENDPOINT 的值“bogus”不能使用，应为http://" in wrong.stderr
    assert away.person("east.clerk").ask("GET", "/me").status == 200
    said = away.command("doctor").stdout
    assert "✗ 追踪  http://127.0.0.1:1 不能使用" in said and "OTEL_EXPORTER_OTLP_ENDPOINT" in said
