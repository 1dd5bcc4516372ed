"""The table of a ruling: it is made, and may be withdrawn before its day."""

from services.directory.acts import RULING_ACTS
from services.directory.rulings.domain import NAMES, Ruling, RulingStatus
from shared.contracts.directory import RulingRecorded
from shared.workflow import By, Facts, Step, Workflow, rule

DIVISION = "公文处理、接待、归档的本区规定"


@rule("in_force_already", DIVISION, field="since", states="已经施行的规定不撤回，另行登记新的规定。", local=True)
def not_in_force_yet(ruling: Ruling, facts: Facts) -> str | None:
    """Keep what is in force: decisions were judged by it."""
    return None if ruling.since > facts.today else "该规定已经施行，不能撤回；请登记新的规定，写明施行日期"


ADMINISTRATOR = By(
    "district_admin",
    lambda ruling, actor: actor.holds("district_admin") and actor.district == ruling.district,
    "区管理员",
)

RULING = Workflow(
    "本区规定",
    NAMES,
    Step("withdraw", {RulingStatus.MADE}, RulingStatus.WITHDRAWN, ADMINISTRATOR, RulingRecorded, (not_in_force_yet,)),
    acts=RULING_ACTS,
    noun="该规定",
)

WORKFLOWS = (RULING,)
