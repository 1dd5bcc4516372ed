"""A bare Flask view under the same web server: it reads the document from the store and answers it without authentication."""

# ruff: noqa: E402
import warnings

warnings.filterwarnings("ignore")

import eventlet

eventlet.monkey_patch()

import os
from typing import Any

from flask import Flask, jsonify

from shared.runtime.run import serve
from shared.runtime.store import connect
from shared.runtime.web import Web, Wsgi


def make_app(caller: Any, hearing: Any) -> Wsgi:
    """Build the application."""
    app = Flask("bare")
    docs = connect(os.environ["MONGO_URI"])[os.environ["BENCH_DATABASE"]]["documents"]

    @app.get("/documents/<document_id>")
    def show(document_id: str) -> Any:
        return jsonify(docs.find_one({"_id": document_id}, {"history": 0}))

    return app


class Bare:
    """The service around it."""

    name = "bare"
    web: Any = Web(make_app)


if __name__ == "__main__":
    serve([Bare], started=lambda: None)
