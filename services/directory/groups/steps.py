"""Workflow table of groups of recipients."""

from services.directory.acts import GROUP_ACTS
from services.directory.domain import Standing
from services.directory.groups.domain import keeps
from services.directory.steps import IMPORT, changes, stored
from shared.contracts.directory import GroupRecorded
from shared.workflow import By, Step, Workflow

ACTIVE, CLOSED = Standing
KEEPERS = "本单位的文秘、办公室主任或者机要文书（全区的分组由区管理员）"
KEEPER = By("keeper", keeps, KEEPERS)
IMPORTER = By("importer", lambda group, actor: IMPORT.admits(group, actor) or keeps(group, actor), KEEPERS)

GROUP = Workflow(
    "分组",
    {ACTIVE: "在用", CLOSED: "已停用"},
    Step("enter", set(), ACTIVE, KEEPER, GroupRecorded),
    Step("import", set(), ACTIVE, IMPORTER, GroupRecorded),
    Step("import", {ACTIVE}, ACTIVE, IMPORTER, GroupRecorded, sets=changes),
    Step("change", {ACTIVE}, ACTIVE, KEEPER, GroupRecorded, sets=changes),
    Step("change", {CLOSED}, CLOSED, KEEPER, GroupRecorded, sets=changes),
    Step("disable", {ACTIVE}, CLOSED, KEEPER, GroupRecorded),
    Step("enable", {CLOSED}, ACTIVE, KEEPER, GroupRecorded),
    acts=GROUP_ACTS,
    noun="该分组",
    puts=stored,
)

WORKFLOWS = (GROUP,)
