"""A bare Flask view under the same web server: it validates a document as the gateway does, and echoes it."""

# ruff: noqa: E402
import warnings

warnings.filterwarnings("ignore")

import eventlet

eventlet.monkey_patch()

from typing import Any

from flask import Flask, jsonify, request

from services.documents.outgoing.api import NewDocument
from shared.runtime.run import serve
from shared.runtime.web import Web, Wsgi


def make_app(caller: Any, hearing: Any) -> Wsgi:
    """Build the application."""
    app = Flask("validated")

    @app.post("/documents/check")
    def check() -> Any:
        return jsonify(NewDocument.model_validate(request.get_json()).model_dump())

    return app


class Validated:
    """The service around it."""

    name = "validated"
    web: Any = Web(make_app)


if __name__ == "__main__":
    serve([Validated], started=lambda: None)
