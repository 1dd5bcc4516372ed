"""Refusals, and how each speaks to the person who asked.

The docstring of an error is its default message, in the words of the office; `code` never changes once published;
`status` is the HTTP status that the gateway answers with.
"""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


class OfficeError(Exception):
    """请求未能办理。"""

    code = "refused"
    status = 400

    def __init__(
        self,
        message: str | None = None,
        *,
        source: str | None = None,
        errors: Iterable[Mapping[str, str]] = (),
        **details: Any,
    ) -> None:
        """Build a refusal with its message.

        source: the regulation and article of the rule that refused.
        errors: one `{"field", "code", "message"}` for each bad field.
        details: further members of the answer, such as `current` or `retry_after`; JSON values only.
        """
        self.message = message or inspect.getdoc(type(self)) or OfficeError.__doc__ or ""
        self.source = source
        self.errors = [dict(error) for error in errors]
        self.details = details
        super().__init__(self.message)

    def to_wire(self) -> dict[str, Any]:
        """Return the refusal as JSON, for a reply between services."""
        return {
            "code": self.code,
            "status": self.status,
            "message": self.message,
            "source": self.source,
            "errors": self.errors,
            "details": self.details,
        }

    @staticmethod
    def from_wire(wire: Mapping[str, Any]) -> "OfficeError":
        """Build the refusal that another service sent, with its code and status."""
        error = OfficeError(wire["message"], source=wire["source"], errors=wire["errors"], **wire["details"])
        error.code = wire["code"]
        error.status = wire["status"]
        return error


class NotFound(OfficeError):
    """未找到该件，或者不在您的知悉范围内。"""

    code = "not_found"
    status = 404


class Forbidden(OfficeError):
    """这一步由其他岗位办理。"""

    code = "forbidden"
    status = 403


class Unauthenticated(OfficeError):
    """请先登录。"""

    code = "unauthenticated"
    status = 401


class SignInRefused(Unauthenticated):
    """用户名或者密码不正确。"""

    code = "sign_in_refused"


class SignInLocked(OfficeError):
    """登录多次没有成功，请稍后再试。"""

    code = "sign_in_locked"
    status = 429


class InvalidInput(OfficeError):
    """填写的内容有误，请按提示修改。"""

    code = "invalid_input"
    status = 422


class RuleBroken(OfficeError):
    """不符合有关规定。"""

    code = "rule_broken"
    status = 422


class Refused(OfficeError):
    """现在不能办理这一步。"""

    code = "conflict"
    status = 409


class ConfirmationNeeded(Refused):
    """有需要您确认的提示，确认无误后再提交。"""

    code = "confirmation_needed"


def ask_first(doubts: Sequence[Mapping[str, Any]]) -> None:
    """Raise ConfirmationNeeded with everything that a person judges before a step is taken, if there is anything."""
    if doubts:
        raise ConfirmationNeeded("；".join(each["message"] for each in doubts), warnings=doubts)


class TransitionRefused(Refused):
    """该件已有变化，现在不能办理这一步。"""

    code = "transition_refused"


class VersionConflict(Refused):
    """您办理的同时，他人已经先行办理，请查看最新情况。"""

    code = "version_conflict"


class PreconditionFailed(OfficeError):
    """该件已更新，请刷新后再办。"""

    code = "version_mismatch"
    status = 412


class KeyReused(OfficeError):
    """内容与上次提交的不同，请刷新后重新提交。"""

    code = "idempotency_key_reused"
    status = 422


class Unavailable(OfficeError):
    """系统暂时无法完成，请稍后重试；已经确认的办理不会丢失。"""

    code = "unavailable"
    status = 503


class Busy(OfficeError):
    """同时要办的这类事项过多，请稍后再试。"""

    code = "busy"
    status = 503
