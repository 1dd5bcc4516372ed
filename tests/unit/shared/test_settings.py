"""Settings: their accepted values are stated in one line, and the operator's page lists them all."""

from pathlib import Path

import pytest

from shared.runtime.config import Settings, WrongSettings, settings
from shared.runtime.setting_names import takes, variable

ROOT = Path(__file__).parents[3]
FIELDS = {variable(name, field): field for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FIELDS:
        monkeypatch.delenv(name, raising=False)


def said_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        settings.__wrapped__()
    return str(wrong.value).splitlines()


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_stands_in_the_page_for_operators(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name, value",
    [
        ("TONGBAN_PORT", "70000"), ("TONGBAN_WORKERS", "0"), ("TONGBAN_DEMO", "perhaps"), ("TONGBAN_LOG_LEVEL", "LOUD"),
        ("TONGBAN_PROXIES", "10.0.0.0/99"), ("TONGBAN_RETRY_DELAYS", "soon"), ("TONGBAN_CALL_TIMEOUT", "-1"),
        ("TONGBAN_DATABASE_PREFIX", "Prod-1"), ("TONGBAN_SMTP_SECURITY", "ssl"), ("TONGBAN_DRAIN_SECONDS", "-1"),
        ("TONGBAN_PUBLIC_URL", "javascript:1"), ("TONGBAN_FAILPOINT", "bogus"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    (line,) = said_of(monkeypatch, **{name: value})

    assert line == f"{name} 的值“{value}”不能使用，应为{takes(FIELDS[name])}。"
    assert "文字" not in line


@pytest.mark.parametrize(
    "name, uri",
    [
        ("AMQP_URI", "rabbit:s3cret@host"), ("MONGO_URI", "mongodb://u:s3cret@x@host/"),
        ("TONGBAN_TOKEN_KEY", "s3cret"), ("TONGBAN_SECRETS_KEY", "s3cret"), ("TONGBAN_SECRETS_KEY", ""),
    ],
)  # fmt: skip
def test_what_may_hold_a_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, uri: str) -> None:
    (line,) = said_of(monkeypatch, **{name: uri})

    assert line == f"{name} 的值不能使用，应为{takes(FIELDS[name])}。" and "s3cret" not in line


@pytest.mark.parametrize(
    "name, near",
    [("TONGBAN_PROT", "TONGBAN_PORT"), ("TONGBAN_MONGO_URI", "MONGO_URI"), ("tongban_worker", "TONGBAN_WORKERS")],
)
def test_a_setting_that_is_none_is_refused_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, name: str, near: str
) -> None:
    assert said_of(monkeypatch, **{name: "mongodb://host/"}) == [f"没有 {name} 这个设置，最接近的是 {near}。"]


def test_what_tools_and_tests_read_is_no_setting_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_FAULT_COMMANDS", "200")
    monkeypatch.setenv("TONGBAN_DEBIAN_MIRROR", "https://mirror")

    assert settings.__wrapped__().port == 8000
