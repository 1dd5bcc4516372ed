"""Channels of messages: SMTP, and the robots' public formats (企业微信“群机器人配置说明”, 钉钉“自定义机器人发送群聊消息”)."""

import base64
import hashlib
import hmac
import json
import smtplib
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

SECONDS = 10
SUBJECT = "通办待办提醒"
LONGEST_SUBJECT = 120


class NotSent(Exception):
    """A message was refused or not accepted; `for_good`: another attempt is no use."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True)
class Outside:
    """The outgoing addresses: the mail server and the robots' URLs. No mail is sent if `smtp_host` is empty."""

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = "tongban@localhost"
    wecom_url: str = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
    dingtalk_url: str = "https://oapi.dingtalk.com/robot/send"


def subject_of(text: str) -> str:
    """Return the subject of a mail: the single step it reminds of, 〔待签发〕…, else a general one."""
    first = " ".join(text.partition("\n")[0].split())
    return first[:LONGEST_SUBJECT] if first.startswith("〔") else SUBJECT


def send_mail(outside: Outside, to: str, text: str, message_id: str, *, at: datetime) -> None:
    """Send a mail; raise NotSent."""
    if not outside.smtp_host:
        raise NotSent("没有设置邮件服务器（TONGBAN_SMTP_HOST）", for_good=True)
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject_of(text), outside.mail_from, to
    message["Date"], domain = format_datetime(at), outside.mail_from.rpartition("@")[2].strip("> ") or "localhost"
    message["Message-ID"], message["Auto-Submitted"] = f"<{message_id}@{domain}>", "auto-generated"
    message.set_content(text)
    opened = smtplib.SMTP_SSL if outside.smtp_security == "tls" else smtplib.SMTP
    try:
        with opened(outside.smtp_host, outside.smtp_port, timeout=SECONDS) as server:
            if outside.smtp_security == "starttls":
                server.starttls()
            if outside.smtp_user:
                server.login(outside.smtp_user, outside.smtp_password)
            server.send_message(message, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotSent(f"邮件服务器不接受收件地址（{codes}）", for_good=all(code >= 550 for code in codes)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"邮件服务器：{type(error).__name__}") from error


def send_wecom(outside: Outside, key: str, text: str) -> None:
    """Send to a robot of a WeCom group (企业微信); raise NotSent."""
    _post(f"{outside.wecom_url}?{urllib.parse.urlencode({'key': key})}", _text(text), busy=(45009,), wrong=(93000,))


def send_dingtalk(outside: Outside, token: str, text: str, *, secret: str | None, at: datetime) -> None:
    """Send to a robot of a DingTalk group (钉钉), signed if it has a secret; raise NotSent."""
    told = {"access_token": token}
    if secret:
        stamp = str(int(at.timestamp() * 1000))
        told |= {"timestamp": stamp, "sign": signed(stamp, secret)}
    _post(f"{outside.dingtalk_url}?{urllib.parse.urlencode(told)}", _text(text), busy=(130101,), wrong=(300001,))


def signed(stamp: str, secret: str) -> str:
    """Sign a timestamp as DingTalk requires: HMAC-SHA256 over time and secret, in base64."""
    digest = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def _text(text: str) -> Mapping[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _post(url: str, body: Mapping[str, Any], *, busy: tuple[int, ...], wrong: tuple[int, ...]) -> None:
    request = urllib.request.Request(
        url, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(100_000))
            code = int(told.get("errcode", -1))
    except (
        OSError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:  # never its words: the address has the robot's key
        raise NotSent(f"机器人没有回答：{type(error).__name__}") from error
    if code != 0:
        raise NotSent(f"机器人不接受消息（errcode {code}）", for_good=code in wrong and code not in busy)


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a robot's answer may not send a request elsewhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Straight)
Send = Callable[[str, str], None]
