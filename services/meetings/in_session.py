"""The rule that topics and votes share: what is done in a meeting is done while it is held."""

from collections.abc import Callable
from typing import Any

from services.meetings.kinds import PRINCIPAL_UNDER_PARTY
from shared.errors import Refused
from shared.workflow import Context, Rule

Says = Callable[[Any, Context], str]


def in_session_rule(states: str, *, held: Callable[[Context], bool], what: Says, cites: Says) -> Rule:
    """Make the rule. `held`: whether the meeting is held, by the context of a step; `what`: what cannot be done else."""

    def check(subject: Any, known: Context) -> str | None:
        return None if held(known) else f"会议不在进行中，不能{what(subject, known)}"

    source = f"{PRINCIPAL_UNDER_PARTY}（五）（六）"
    return Rule("not_in_session", source, check, states, error=Refused, cites=cites)
