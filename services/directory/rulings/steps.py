"""Workflow table of rulings: made, and possibly withdrawn before their day."""

from services.directory.acts import RULING_ACTS
from services.directory.rulings.domain import NAMES, Ruling, RulingStatus
from shared.contracts.directory import RulingRecorded
from shared.errors import InvalidInput
from shared.workflow import By, Context, Step, Workflow, rule

DIVISION = "公文处理、接待、归档的本区规定"


@rule("in_force_already", DIVISION, field="since", states="已经施行的规定不撤回，另行登记新的规定。", local=True)
def not_in_force_yet(ruling: Ruling, context: Context) -> str | None:
    """Forbid withdrawing a ruling in force, because decisions were based on it."""
    return None if ruling.since > context.today else "该规定已经施行，不能撤回；请登记新的规定，写明施行日期"


@rule(
    "past", DIVISION, field="since", states="规定自登记当天或者以后施行，不溯及既往。", local=True, error=InvalidInput
)
def not_retroactive(ruling: Ruling, context: Context) -> str | None:
    """Require a day that has not passed: rulings are never retroactive."""
    return None if ruling.since >= context.today else "施行日期不能早于今天，规定不溯及既往"


@rule("missing", DIVISION, field="kinds", states="至少规定一项。", local=True, error=InvalidInput)
def something_is_ruled(ruling: Ruling, context: Context) -> str | None:
    """Require a ruling on something. `given`: the fields ruled on."""
    return None if context.said["given"] else "请至少填写一项规定"


ADMINISTRATOR = By(
    "district_admin",
    lambda ruling, actor: actor.holds("district_admin") and actor.district == ruling.district,
    "区管理员",
)

RULING = Workflow(
    "本区规定",
    NAMES,
    Step("make", set(), RulingStatus.MADE, ADMINISTRATOR, RulingRecorded, (not_retroactive, something_is_ruled)),
    Step("withdraw", {RulingStatus.MADE}, RulingStatus.WITHDRAWN, ADMINISTRATOR, RulingRecorded, (not_in_force_yet,)),
    acts=RULING_ACTS,
    noun="该规定",
)

WORKFLOWS = (RULING,)
