"""A service retries while the store is away, and says nothing more once its process is stopping and has closed it."""

from typing import Any

import pytest
from pymongo.errors import InvalidOperation
from structlog.testing import capture_logs

from shared.runtime import passes, persistence, stopping
from shared.runtime.passes import Passes
from shared.runtime.persistence import Persistence
from shared.runtime.service_runtime import ServiceRuntime


class Away:
    """A store whose client was closed; something that is asked for more often than that goes on for ever."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, 0

    def __call__(self, *_: Any, **__: Any) -> Any:
        self.asked += 1
        if self.asked > 20:
            raise KeyboardInterrupt
        raise self.error

    def __getattr__(self, name: str) -> Any:
        return self

    def __getitem__(self, name: str) -> Any:
        return self


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persistence, "sleep", lambda seconds: None)
    monkeypatch.setattr(passes, "sleep", lambda seconds: None)


def closed() -> Away:
    return Away(InvalidOperation("Cannot use MongoClient after close"))


def test_what_is_retried_ends_when_the_process_stops_and_has_closed_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_asked", True)
    with capture_logs() as said:
        assert Persistence("documents")("nothing forgotten", closed()) is None

    assert said == []


def test_catching_up_ends_then_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_asked", True)
    store = closed()
    made = Passes("documents", store, store, store, store, Persistence("documents"))  # type: ignore[arg-type]
    monkeypatch.setattr(made, "_begin", lambda: False)
    monkeypatch.setattr(made, "_sources", _Quiet())
    with capture_logs() as said:
        made.run()

    assert said == []


class _Quiet:
    def be_brief(self) -> None: ...
    def be_patient(self) -> None: ...


@pytest.mark.parametrize(("asked", "error"), [(False, InvalidOperation("closed")), (True, ConnectionError("away"))])
def test_a_store_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch, asked: bool, error: Exception) -> None:
    monkeypatch.setattr(stopping, "_asked", asked)
    store = Away(error)
    with pytest.raises(KeyboardInterrupt):
        Persistence("documents")("nothing forgotten", store)

    assert store.asked == 21


def test_long_work_ends_as_soon_as_the_process_is_asked_to_stop_and_not_when_it_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runtime = ServiceRuntime()
    runtime._persist = Persistence("letters")
    before = runtime.stopping

    monkeypatch.setattr(stopping, "_asked", True)

    assert (before, runtime.stopping) == (False, True)
