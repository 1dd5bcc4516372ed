"""Labels of every act on a request to countersign (会签)."""

from dataclasses import replace
from typing import Any

from shared.acts import OPINION, Acts, Need, Shape, act, main, reason, told


def _jointly(request: Any) -> bool:
    return bool(request.purpose == "joint")


def _beside(request: Any) -> bool:
    return not _jointly(request)


def _if_joint(words: str) -> Any:
    """Return a function of a request that returns the words for a joint document, and None beside."""
    return lambda request: words if _jointly(request) else None


OBJECTION = Need("comment", "异议", Shape.LONG_TEXT, required=True, when=_beside)
REFUSAL = replace(reason("不予签发"), when=_jointly)

COUNTERSIGN_ACTS: Acts = {
    "ask": told("送会签", named=_if_joint("送联合签发")),
    "agree": main(
        "同意", OPINION, confirm=_if_joint("成文日期以最后签发的为准，文稿不能再改。"), named=_if_joint("签发")
    ),
    "agree_with_changes": act(
        "附意见",
        Need("comment", "修改意见", Shape.LONG_TEXT, required=True),
        when=lambda request, actor: _beside(request),
    ),
    "object": act("提异议", OBJECTION, REFUSAL, confirm=_if_joint("确认不予签发？"), named=_if_joint("不予签发")),
    "take_back": act("取回意见"),
    "close": told("会签结束"),
    "reopen": told("恢复会签"),
    "follow": told("文稿已修改"),
}
"""会签 by another organ, and 签发 by a co-issuer of a joint document."""
