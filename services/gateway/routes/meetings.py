"""Meetings, their topics and votes."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.gateway import schemas
from services.gateway import schemas_meetings as meetings
from services.gateway import schemas_topics as topics
from services.gateway.routing import Asked, Payload, Route, everything
from shared.errors import InvalidInput

TAG = "会议 Meetings"
MEETING = "/api/v1/meetings/{id}"
TOPIC, VOTE = "/api/v1/topics/{id}", "/api/v1/votes/{id}"
STEPS = (
    "invite_topics", "settle", "send_papers", "call", "reply", "sign_in", "leave", "hold", "adjourn", "revise", "confirm",
    "confirm_for_chair", "close", "name_chair", "postpone", "move", "cancel",
)  # fmt: skip
TOPIC_STEPS = ("accept", "return", "revise", "withdraw", "recuse", "defer")
VOTE_STEPS = ("start", "withdraw", "count", "decide", "void")
SAID: Mapping[str, Sequence[str]] = {
    "close": ("decisions",),
    "adjourn": ("decisions",),
    "invite_topics": ("until",),
    "settle": ("topics", "talked_with"),
    "reply": ("answer", "deputy"),
    "sign_in": ("code",),
    "leave": ("person",),
    "revise": ("record",),
    "name_chair": ("chair",),
    "move": ("rooms", "starts_at", "ends_at"),
}
NEEDED = ("until", "topics", "answer", "record", "chair", "starts_at", "ends_at")
TOPIC_SAID: Mapping[str, Sequence[str]] = {"revise": ("title", "papers", "confirm"), "recuse": ("person",)}
VOTE_SAID: Mapping[str, Sequence[str]] = {"decide": ("outcome",)}


def _step(said: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Payload:
    """Pass on the fields that belong to a step; refuse others, and report missing ones."""

    def payload(asked: Asked) -> dict[str, Any]:
        allowed, faults = said.get(asked.path["action"], ()), []
        for name, value in asked.body.items():
            if name != "comment" and name not in allowed and value is not None:
                faults.append({"field": name, "code": "extra_forbidden", "message": "不需要填写此项"})
            elif name in allowed and name in needed and value is None:
                faults.append({"field": name, "code": "missing", "message": "必须填写"})
        if faults:
            raise InvalidInput(errors=faults)
        return dict(everything(asked))

    return payload


ROUTES = (
    Route("GET", "/api/v1/meeting-kinds", "List the kinds of meetings", TAG, meetings.MeetingKinds, "meetings", "kinds"),
    Route(
        "POST", "/api/v1/meetings", "Plan a meeting and book its rooms", TAG, meetings.Meeting, "meetings", "plan",
        status=201, body=meetings.NewMeeting, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/meetings", "List meetings", TAG, meetings.MeetingPage, "meetings", "search",
        query=meetings.MeetingQuery,
    ),
    Route("GET", MEETING, "Show a meeting", TAG, meetings.Meeting, "meetings", "get"),
    Route(
        "GET", f"{MEETING}/history", "Who did what with a meeting", TAG, schemas.HistoryPage, "meetings", "history",
        query=schemas.PageQuery,
    ),
    Route(
        "GET", f"{MEETING}/code", "The code that the room shows for signing in", TAG, meetings.SignInCode, "meetings",
        "code", refusals=(403, 409),
    ),
    Route(
        "POST", f"{MEETING}/actions/{{action}}", "Take a step with a meeting", TAG, meetings.Meeting, "meetings", "act",
        body=meetings.MeetingStep, choices={"action": STEPS}, payload=_step(SAID, NEEDED), refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{MEETING}/topics", "Propose a topic with its papers", TAG, topics.Topic, "meetings", "topic_propose",
        status=201, body=topics.NewTopic, refusals=(403, 409),
    ),
    Route(
        "GET", f"{MEETING}/topics", "List a meeting's topics", TAG, topics.TopicPage, "meetings", "topic_list",
        query=schemas.PageQuery,
    ),
    Route("GET", TOPIC, "Show a topic", TAG, topics.Topic, "meetings", "topic_get"),
    Route(
        "GET", f"{TOPIC}/history", "Who did what with a topic", TAG, schemas.HistoryPage, "meetings", "topic_history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{TOPIC}/actions/{{action}}", "Take a step with a topic", TAG, topics.Topic, "meetings", "topic_act",
        body=topics.TopicStep, choices={"action": TOPIC_STEPS}, payload=_step(TOPIC_SAID, ()),
        refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{MEETING}/votes", "Put a topic to the vote", TAG, topics.Vote, "meetings", "vote_put", status=201,
        body=topics.NewVote, refusals=(403, 409),
    ),
    Route(
        "GET", f"{MEETING}/votes", "List a meeting's votes", TAG, topics.VotePage, "meetings", "vote_list",
        query=schemas.PageQuery,
    ),
    Route("GET", VOTE, "Show a vote", TAG, topics.Vote, "meetings", "vote_get"),
    Route(
        "GET", f"{VOTE}/history", "Who did what with a vote", TAG, schemas.HistoryPage, "meetings", "vote_history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{VOTE}/ballots", "Vote openly, or say one's opinion", TAG, topics.Vote, "meetings", "vote_cast",
        body=topics.NewBallot, refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{VOTE}/papers", "Take the paper of a secret vote", TAG, topics.SignedPaper, "meetings", "vote_paper",
        body=topics.NewPaperOfVote, refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{VOTE}/box", "Put a secret ballot into the box, without saying who one is", TAG, topics.Receipt,
        "meetings", "vote_secretly", body=topics.NewSecretBallot, public=True, unlogged=True,
        refusals=(409,),
    ),
    Route(
        "POST", f"{VOTE}/actions/{{action}}", "Take a step with a vote", TAG, topics.Vote, "meetings", "vote_act",
        body=topics.VoteStep, choices={"action": VOTE_STEPS}, payload=_step(VOTE_SAID, ("outcome",)),
        refusals=(403, 409, 412),
    ),
)  # fmt: skip
