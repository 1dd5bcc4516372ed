"""How a person is reminded, and reminders that were not sent."""

from typing import Annotated, Literal

from pydantic import Field

from services.notifications.api import TAG
from services.notifications.reminders.domain import Channel
from shared.api.routes import Route
from shared.api.shapes import CLOCK, CLOCK_FORM, Code, In, Instant, Out, PageOf, PageQuery, formed

Clock = Annotated[str, formed(CLOCK, CLOCK_FORM, examples=["22:00"])]
WORD, LABEL = r"[A-Za-z0-9_%+-]+", r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
Address = Annotated[
    str,
    formed(
        rf"^{WORD}(\.{WORD})*@{LABEL}(\.{LABEL})*$",
        "邮箱由名称、@ 和域名组成，请核对有没有多余的空格",
        max_length=254,
        examples=["li@example.edu.cn"],
    ),
]
RobotKey = Annotated[
    str, formed(r"^[A-Za-z0-9_-]{8,128}$", "群机器人的密钥为8到128位字母、数字、短横和下划线，从机器人地址末尾复制")
]
ScreenWord = Annotated[str, formed(r"^[A-Za-z0-9._/:-]{0,200}$", "界面设置最多200位字母、数字和 . _ / : -")]


class NewPreferences(In):
    """My reminders and display settings; fields left out are not set."""

    mail: Address | None = Field(None, description="Where reminders go by e-mail.")
    wecom: RobotKey | None = Field(None, description="`key` of the webhook of a WeCom group robot (企业微信群机器人).")
    dingtalk: RobotKey | None = Field(None, description="`access_token` of a DingTalk robot (钉钉自定义机器人).")
    dingtalk_secret: RobotKey | None = Field(None, description="Its secret (加签); kept, and never shown again.")
    quiet_from: Clock | None = Field(None, description="From when nothing leaves.")
    quiet_until: Clock | None = None
    digest_at: Clock | None = Field(None, description="When all leaves once a day together; left out, as it comes.")
    screen: dict[ScreenWord, ScreenWord] = Field(default_factory=dict, max_length=50)


class Preferences(Out):
    """My settings."""

    mail: str | None
    wecom: str | None
    dingtalk: str | None
    dingtalk_signed: bool
    quiet_from: str | None
    quiet_until: str | None
    digest_at: str | None
    screen: dict[str, str]


class Unsent(Out):
    """A reminder that was not sent, or whose delivery is unknown."""

    id: str
    person: str
    channel: Annotated[Channel, Code()]
    state: Literal["failed", "unsure"]
    attempts: int
    error: str
    made_at: Instant


class UnsentPage(PageOf[Unsent]):
    """A page of reminders that were not sent."""


ROUTES = (
    Route("GET", "/api/v1/me/preferences", "Show what I chose", TAG, Preferences, "preferences"),
    Route(
        "PUT", "/api/v1/me/preferences", "Choose how I am reminded, and how my screen looks", TAG, Preferences,
        "choose", body=NewPreferences,
    ),
    Route(
        "GET", "/api/v1/unsent-reminders", "List reminders that did not leave", TAG, UnsentPage, "unsent",
        query=PageQuery, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/unsent-reminders/{id}/actions/send", "Try a reminder again", TAG, None, "send_again",
        status=204, refusals=(403,),
    ),
)  # fmt: skip
