"""Settings from the environment. Every name begins with TONGBAN_, except the two URIs that every operator knows."""

import os
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, FilePath, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.runtime.keys import KeyUnfit, decoded
from shared.runtime.setting_names import refused_settings, store_address, unknown_settings
from shared.runtime.starting import CannotStart

EMBEDDED_BROKER = "tongban-memory://"
DEMO_SECRET = "demo-password"
"""The file under `var` that holds the password of the demonstration, where that was loaded."""

KEY = "至少 32 字节的 base64url（怎样生成见 docs/operations.md 的 Keys and passwords 一节）"


class WrongSettings(CannotStart):
    """Invalid settings: one line for each names the variable and the values it accepts."""


class Settings(BaseSettings):
    """The settings of one process; read once at start."""

    model_config = SettingsConfigDict(env_prefix="TONGBAN_", extra="ignore", populate_by_name=True)

    amqp_uri: str = Field(
        EMBEDDED_BROKER,
        validation_alias="AMQP_URI",
        pattern=rf"^({EMBEDDED_BROKER}.*|amqps?://[^/@]*@?[^/@]+(/.*)?)$",
        description="amqp://用户名:密码@主机:端口/虚拟主机，密码中的特殊字符用百分号编码",
    )
    """RabbitMQ; the embedded broker where unset, which serves one process only."""
    broker_ca: FilePath | None = Field(None, description="一个可读的 PEM 文件")
    """Certificates of the authorities that an `amqps://` broker's may come from; the machine's where unset."""
    mongo_uri: str | None = Field(
        None,
        validation_alias="MONGO_URI",
        description="mongodb://用户名:密码@主机:端口/?选项，密码中的特殊字符用百分号编码",
    )
    """MongoDB; the embedded store under `var` where unset."""
    store: str | None = None
    """The embedded store's program, by name or path (`store_programs`); the Python package's where unset."""
    declare: bool = True
    """Declare the exchanges and queues that services share; otherwise wait until `declare-topology` has."""
    var: Path = Path("var")
    """The folder of the embedded store, keys and logs."""
    host: str = "127.0.0.1"
    """Address the gateway listens on."""
    port: int = Field(8000, ge=1, le=65535)
    """Port the gateway listens on."""
    health_port: int | None = Field(None, ge=1, le=65535)
    """Port of `/metrics`, and of the probes of a process without a gateway; the one above `port` where unset."""
    database_prefix: str = Field("tongban", pattern="^[a-z0-9_]{1,32}$", description="至多 32 个小写字母、数字或下划线")
    """Each service keeps its data in the database `<prefix>_<service>`."""
    store_hangs_seconds: float = Field(30, ge=5)
    """Seconds without an answer after which the embedded store is ended and started again."""
    demo: bool = True
    """Load the demonstration district into an empty embedded store."""
    demo_password: str | None = None
    """Password of the demonstration accounts; a random one where unset."""
    token_key: str | None = Field(None, description=KEY)
    """Key that signs tokens, at least 32 bytes in base64url; made at first start and kept under `var` where unset."""
    secrets_key: str | None = Field(None, description=KEY)
    """Key that encrypts the secrets of second factors, as `token_key`; made when first needed, under `var`, where unset."""
    proxies: str = Field(
        "", pattern=r"^[0-9A-Fa-f:./, ]*$", description="用逗号分隔的地址或网段，如 10.0.0.0/8, 192.0.2.1"
    )
    """Addresses or networks of the trusted proxies, whose `X-Forwarded-For` names the client; none where unset."""
    request_seconds: float = Field(20, gt=0)
    """Seconds within which a client must have sent the head of a request, and then its body."""
    address_connections: int | None = Field(None, ge=1)
    """The maximum concurrent connections of one address; half of the total where unset."""
    address_requests: int = Field(400, ge=1)
    """The maximum concurrent requests of one address."""
    workers: int = Field(24, ge=1, le=1000)
    """The maximum calls and events that a service handles concurrently in one process."""
    fonts: Path | None = None
    """A folder with fonts for official documents; the one that the command `fonts` fills where unset."""
    retry_delays: str = Field(
        "0.2,1,5,25,120", pattern=r"^\d+(\.\d+)?(,\d+(\.\d+)?)*$", description="用逗号分隔的秒数，如 0.2,1,5"
    )
    """Seconds between the attempts at an event that failed; after the last one it is parked."""
    sweep_seconds: float = Field(5, gt=0)
    """The interval at which a service looks for unpublished events, in seconds."""
    reconcile_seconds: float = Field(60, gt=0)
    """The interval at which a subscriber asks its sources for unhandled events, in seconds."""
    watch_seconds: float = Field(60, gt=0)
    """The interval at which a service looks for what became due, such as a late task, in seconds."""
    call_timeout: float = Field(5, gt=0)
    """Seconds that a call to another service may take."""
    smtp_host: str = ""
    """The mail server for reminders; none are sent by e-mail where unset."""
    smtp_port: int = Field(587, ge=1, le=65535)
    """Port of the mail server."""
    smtp_security: str = Field("starttls", pattern="^(starttls|tls|none)$", description="starttls、tls、none 之一")
    """The encryption of the connection to the mail server."""
    smtp_user: str = ""
    """The user name at the mail server; no sign-in where unset."""
    smtp_password: str = ""
    """The password of that user."""
    mail_from: str = "tongban@localhost"
    """The sender of reminders."""
    wecom_url: str = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
    """The address of WeCom's group robots."""
    dingtalk_url: str = "https://oapi.dingtalk.com/robot/send"
    """The address of DingTalk's group robots."""
    channel_delays: str = Field(
        "5,30,120,600,3600,14400", pattern=r"^\d+(\.\d+)?(,\d+(\.\d+)?)*$", description="用逗号分隔的秒数，如 5,30,120"
    )
    """Seconds between the attempts to send a reminder; after the last one it is shown to the operator."""
    public_url: str = Field("", pattern=r"^(https?://[^/\s]+(/\S*)?)?$", description="http(s)://主机，可带路径")
    """The public address of the console, written under reminders."""
    drain_seconds: float = Field(0, ge=0)
    """Seconds for which a stopping process goes on serving, marked as not ready, until no more requests are routed to it."""
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG、INFO、WARNING、ERROR 之一"
    )
    """The level of the log."""
    disk_free_mib: int = Field(256, ge=16, le=1 << 30)
    """Space in MiB to keep free on the store's disk: below it writes are refused with 507."""
    log_days: int = Field(184, ge=0, le=36500)
    """Days for which log files are kept under `<var>/log`; none are written where 0."""
    otlp_endpoint: str = Field(
        "",
        validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        pattern=r"^(https?://[^/\s]+(/\S*)?)?$",
        description="http://主机:4318 或 https://主机（OTLP over HTTP）",
    )
    """The collector that spans are sent to, without `/v1/traces`; none are made where unset."""
    backup_job: bool = False
    """Whether a job backs up the MongoDB and records it (`conclude-backup`), so that a missing backup raises the alarm."""
    failpoint: str = Field(
        "",
        pattern=r"^((after_write|after_publish|after_handle|before_answer)\.\w+:kill(@\d+)?)?$",
        description="如 after_write.document_released:kill",
    )
    """A failpoint at which the process is to fail, for tests of recovery: `after_write.document_released:kill`."""

    @field_validator("mongo_uri")
    @classmethod
    def _is_store_address(cls, uri: str | None) -> str | None:
        return uri if uri is None else store_address(uri)

    @field_validator("token_key", "secrets_key")
    @classmethod
    def _is_key(cls, text: str | None) -> str | None:
        try:
            return text if text is None or decoded(text, "", "") else None
        except KeyUnfit as error:
            raise ValueError(str(error)) from error

    @field_validator("proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for each in filter(None, (part.strip() for part in text.split(","))):
            ip_network(each, strict=False)
        return text

    @property
    def embedded_broker(self) -> bool:
        """Return whether all services share one process and its broker."""
        return self.amqp_uri.startswith(EMBEDDED_BROKER)

    @property
    def observed_port(self) -> int:
        """Return the port of the metrics."""
        return self.health_port or min(self.port + 1, 65535)

    @property
    def font_folder(self) -> Path:
        """Return the folder with the fonts of official documents: the site's, or the one that the command `fonts` fills."""
        tree = Path(__file__).resolve().parents[2]
        return self.fonts or (tree / ".tools" if (tree / "pyproject.toml").is_file() else self.var) / "fonts"

    def delays(self) -> tuple[float, ...]:
        """Return the delays between attempts, in seconds."""
        return tuple(float(text) for text in self.retry_delays.split(","))


@lru_cache
def settings() -> Settings:
    """Read the environment once; raise WrongSettings."""
    wrong = unknown_settings(Settings, os.environ)
    try:
        read = Settings()
    except ValidationError as error:
        wrong = [*refused_settings(Settings, error), *wrong]
    if wrong:
        raise WrongSettings("\n".join(wrong))
    return read
