"""The metrics that every process shows at `/metrics`, in the Prometheus format."""

from prometheus_client import Counter, Gauge, Histogram, Info

from shared.version import VERSION

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

BUILD = Info("tongban_build", "The release that runs.")
BUILD.info({"version": VERSION})
REQUESTS = Histogram(
    "tongban_request_seconds", "Time to answer an HTTP request.", ("route", "method", "status"), buckets=_FAST
)
CALLS = Histogram(
    "tongban_rpc_seconds", "Time a service takes for one call.", ("service", "method", "outcome"), buckets=_FAST
)
PUBLISHED = Counter("tongban_events_published_total", "Events confirmed by the broker.", ("service", "event"))
HANDLED = Counter("tongban_events_handled_total", "Events that took effect.", ("service", "handler", "event"))
REPEATED = Counter(
    "tongban_events_repeated_total",
    "Events that changed nothing: met again, or of no concern.",
    ("service", "handler", "event"),
)
FAILED = Counter("tongban_events_failed_total", "Attempts at an event that failed.", ("service", "handler", "event"))
PARKED = Gauge("tongban_events_parked", "Events parked for an operator.", ("service",))
WAITING = Gauge("tongban_events_waiting", "Events in the inbox that will be tried again.", ("service",))
UNPUBLISHED = Gauge(
    "tongban_events_unpublished", "Aggregates with events not yet confirmed by the broker.", ("service",)
)
DISK_FREE = Gauge("tongban_disk_free_bytes", "Room left on the store's disk, where it is known.", ("what",))
DISK_FULL = Gauge("tongban_disk_full", "Whether writes are refused for want of room on the store's disk.", ("what",))
BACKUP = Gauge(
    "tongban_backup_timestamp_seconds", "When it was last backed up and the restore tried; 0 for never.", ("what",)
)
LAG = Histogram(
    "tongban_event_lag_seconds",
    "Time from an event's write to its effect in a subscriber.",
    ("service", "handler"),
    buckets=_FAST,
)
SENT_AWAY = Counter(
    "tongban_sent_away_total", "Connections and requests that were ended or refused for want of room.", ("reason",)
)
