"""API views of a vote."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.meetings.kinds import MODE_NAMES, Mode
from services.meetings.votes.blind import public_part
from services.meetings.votes.domain import CHOICE_NAMES, OUTCOME_NAMES, Round
from services.meetings.votes.steps import ROUND
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.votes import api

OTHER_ROUTES = ("cast", "take_paper")
BY_MODE = {"start": (Mode.SECRET,), "count": (Mode.OPEN, Mode.SECRET), "decide": (Mode.HEARING,)}


def shown_round(found: Round, actor: Actor | None, at: datetime | None = None) -> "Shown[api.Vote]":
    """Return a vote: who may take part, who did, their votes if it is open, and the result."""
    names = {each.id: each.name for each in (*found.members, *found.recused)}
    return {
        **found.described(),
        "meeting": found.meeting,
        "topic": named(found.topic, found.title),
        "mode": found.mode.value,
        "mode_name": MODE_NAMES[found.mode],
        "status": found.status.value,
        "status_name": ROUND.status_name(found),
        "stage_name": ROUND.status_name(found),
        "chair": named(found.chair, names.get(found.chair, "")),
        "members": [pair_of(each) for each in found.members],
        "recused": [pair_of(each) for each in found.recused],
        "should_attend": found.should_attend,
        "needed": found.needed,
        "to_pass": found.to_pass,
        "took_part": found.took_part,
        "not_voted": [pair_of(each) for each in found.not_voted],
        "left_early": [pair_of(each) for each in found.left_early],
        "ballots": [
            {
                "voter": named(person, each.name),
                "choice": each.choice.value,
                "choice_name": CHOICE_NAMES[each.choice],
                "comment": each.comment,
                "at": instant_text(each.at),
            }
            for person, each in found.ballots.items()
        ],
        "papers_taken_by": [named(person, names[person]) for person in sorted(found.papers)],
        "key": public_part(found.key) if found.key else None,
        "counted": [
            {"receipt": each.receipt, "choice": each.choice.value, "choice_name": CHOICE_NAMES[each.choice]}
            for each in found.counted
        ],
        "agreed": found.agreed,
        "opposed": found.opposed,
        "abstained": found.abstained,
        "outcome": None if found.outcome is None else found.outcome.value,
        "outcome_name": None if found.outcome is None else OUTCOME_NAMES[found.outcome],
        "actions": ROUND.offers(
            found,
            actor,
            only=lambda code: code not in OTHER_ROUTES and found.mode in BY_MODE.get(code, (found.mode,)),
            at=at,
        ),
    }
