"""Workflow table of posts: open, stood in for while the holder is away, and closed."""

from collections.abc import Mapping
from typing import Any

from services.directory.acts import POST_ACTS
from services.directory.entering import enters
from services.directory.posts.domain import Post, PostStatus
from services.directory.steps import ADMINISTRATOR, IMPORT
from services.directory.steps import changes as asked
from shared.actor import Actor
from shared.contracts.directory import PostRecorded
from shared.errors import Refused
from shared.workflow import By, Context, Step, Workflow, rule

OPEN, AWAY, CLOSED = PostStatus
DUTIES = "本单位岗位责任制度"


def _admits(post: Any, actor: Actor) -> bool:
    return enters(actor) and actor.district == post.district


ENTERS = By(ADMINISTRATOR.name, _admits, ADMINISTRATOR.label)
IMPORTER = By("importer", lambda post, actor: IMPORT.admits(post, actor) or _admits(post, actor), ENTERS.label)


@rule("no_stand_in", DUTIES, states="确定了代岗人员的岗位才能启用代岗。", local=True, error=Refused)
def there_is_a_stand_in(post: Post, context: Context) -> str | None:
    """Require that somebody is named to stand in."""
    return "该岗位没有确定代岗人员，请先登记代岗人员" if post.stand_in is None else None


def changes(post: Post, context: Context) -> Mapping[str, Any]:
    """Set the changes that were asked for; nobody stands in any more once there is no stand-in."""
    found = asked(post, context)
    left = "stand_in" in found and found["stand_in"] is None
    return {**found, "status": OPEN if left and post.status is AWAY else post.status}


def stored(status: PostStatus) -> Mapping[str, Any]:
    """Return how a state is stored."""
    return {"active": status is not CLOSED, "away": status is AWAY}


POST = Workflow(
    "岗位",
    {OPEN: "在设", AWAY: "代岗中", CLOSED: "已撤销"},
    Step("enter", set(), OPEN, ENTERS, PostRecorded),
    Step("import", set(), OPEN, IMPORTER, PostRecorded),
    *(
        Step(action, {status}, status, by, PostRecorded, sets=changes, also={OPEN} if status is AWAY else set())
        for action, by, statuses in (("import", IMPORTER, (OPEN, AWAY)), ("change", ENTERS, (OPEN, AWAY, CLOSED)))
        for status in statuses
    ),
    Step("stand_in", {OPEN}, AWAY, ENTERS, PostRecorded, (there_is_a_stand_in,)),
    Step("stand_down", {AWAY}, OPEN, ENTERS, PostRecorded),
    Step("disable", {OPEN, AWAY}, CLOSED, ENTERS, PostRecorded),
    Step("enable", {CLOSED}, OPEN, ENTERS, PostRecorded),
    acts=POST_ACTS,
    noun="该岗位",
    puts=stored,
    tells=Post.told,
)

WORKFLOWS = (POST,)
