"""Logs as one JSON object a line on standard error; on a terminal, readable ones."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set up structlog, and let what libraries log through the standard module pass from WARNING up."""
    readable = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for noisy in ("nameko", "kombu", "amqp", "pymongo"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
