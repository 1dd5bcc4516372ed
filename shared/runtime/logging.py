"""Logs as one JSON object per line, on standard error and in daily files; readable text on a terminal.

Every line that is written for a request names it, through services and events: `request_id`, and `who` asked.
"""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, get_contextvars

from shared.errors import OfficeError
from shared.runtime.faults import traced
from shared.runtime.log_files import DailyFiles

REQUEST_LINE = "request"
REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
log = structlog.get_logger()


def configure(level: str, files: DailyFiles | None = None) -> None:
    """Configure structlog, and capture the standard library's log records from WARNING up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_traced),
            _Rendering(files, readable=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: _StandardError(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()], force=True)
    for noisy in ("nameko", "kombu", "amqp", "pymongo", "opentelemetry"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _traced(exc_info: Any) -> str:
    """Format a traceback without quoting the failure's data: the log is for operators, and events and papers are not."""
    return traced(exc_info[1])


class _StandardError(structlog.PrintLogger):
    """Writes to standard error; if that is a file on a full disk, the line is lost and nothing else."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


class _Rendering:
    """Writes a line to the files as JSON, and returns it in the format of standard error."""

    def __init__(self, files: DailyFiles | None, *, readable: bool) -> None:
        self._files = files
        self._json = structlog.processors.JSONRenderer(ensure_ascii=False)
        self._console = structlog.dev.ConsoleRenderer() if readable else None

    def __call__(self, logger: Any, name: str, line: MutableMapping[str, Any]) -> Any:
        text = str(self._json(logger, name, dict(line)))
        if self._files is not None:
            self._files.write(text)
        if self._console is None:
            return text
        if line["event"] == REQUEST_LINE:  # who sits before it wants to see what went wrong
            raise structlog.DropEvent
        return self._console(logger, name, line)


class _Libraries(logging.Handler):
    """Forwards the log records of libraries."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a library's record as one of our lines."""
        level = record.levelno if record.levelno in logging.getLevelNamesMapping().values() else logging.WARNING
        told = {"logger": record.name, "message": record.getMessage()[:2000]}
        log.log(level, "library", **told, **({"exc_info": record.exc_info} if record.exc_info else {}))


def on_behalf(request_id: object, who: str | None) -> str:
    """Bind the request's id and the user to every line that this green thread logs from now on; return the id."""
    named = request_id if isinstance(request_id, str) and REQUEST_ID.fullmatch(request_id) else ""
    told = {"request_id": named, "who": who}
    bind_contextvars(**{name: value for name, value in told.items() if value})
    return named


def request_id_here() -> str | None:
    """Return the id of the request that this green thread works for, or None."""
    found = get_contextvars().get("request_id")
    return found if isinstance(found, str) else None


@contextmanager
def audited(event: str, **told: Any) -> Iterator[None]:
    """Log one line for the block: its outcome, or the code of its refusal."""
    try:
        yield
    except OfficeError as refusal:
        log.info(event, outcome=refusal.code, **told)
        raise
    log.info(event, outcome="ok", **told)
