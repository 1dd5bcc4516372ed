"""A system says that it is a demonstration only if it is one."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.gateway.gate import Gate
from services.gateway.routes import system
from shared.runtime.config import DEMO_SECRET, Settings


def said(monkeypatch: pytest.MonkeyPatch, **set_to: Any) -> bool:
    monkeypatch.setattr(system, "settings", lambda: Settings(**set_to))
    nothing: Any = None
    gate = Gate(nothing, nothing, (), {})
    return bool(json.loads(system.healthz(gate, nothing).get_data())["demonstration"])


def test_a_system_with_real_data_offers_nobody_to_sign_in_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, var=tmp_path) is False

    (tmp_path / DEMO_SECRET).touch()

    assert said(monkeypatch, var=tmp_path) is True
    assert said(monkeypatch, var=tmp_path, demo=False) is False
