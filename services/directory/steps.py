"""Workflow tables of organs and people, and their rules.

Sources: GB/T 22239-2019, 8.1.4 (三员分立: who enters people issues no passwords, and nobody acts on their own account).
"""

from collections.abc import Mapping
from typing import Any

from services.directory.acts import ORGAN_ACTS, PERSON_ACTS
from services.directory.domain import OneselfRefused, Organ, Person, RoleName, Standing, of_district
from services.directory.entering import APPOINTED_BY, OwnEntryRefused, enters, fault_of_place, faults_of_roles
from shared.contracts import directory as events
from shared.errors import Forbidden, InvalidInput, Refused
from shared.workflow import By, Context, Step, Workflow, event, reason_rule, rule, staying

ENTRY = "本区单位人员登记管理规定"
THREE = "GB/T 22239-2019 8.1.4（三员分立）"
ACTIVE, CLOSED = Standing


ADMINISTRATOR = By(
    "administrator",
    lambda subject, actor: enters(actor) and of_district(subject, actor),
    "区管理员或者系统管理员",
)
IMPORT = event("import", "系统（导入）")
"""A district's file, entered by the operator."""
IMPORTER = By(
    "importer",
    lambda subject, actor: IMPORT.admits(subject, actor) or ADMINISTRATOR.admits(subject, actor),
    ADMINISTRATOR.label,
)
SECURITY = By(
    "security_administrator",
    lambda person, actor: actor.holds(RoleName.SECURITY) and of_district(person, actor),
    "安全管理员",
)
ONESELF = By("oneself", lambda person, actor: actor.person_id == person.id, "本人")
SUPERIOR = event("organ", "系统（上级调整）")
POSTS = event("post", "系统（岗位变动）")

reason_is_given = reason_rule(ENTRY, "单位、人员和账号的停用、启用、调整写明理由。")


@rule("bureau_stays", ENTRY, states="区教育局不能停用。", local=True, error=Refused)
def not_the_bureau(organ: Organ, context: Context) -> str | None:
    """Keep the bureau, which heads the district."""
    return "区教育局不能停用" if organ.parent is None else None


@rule("organs_below", ENTRY, states="停用单位之前，先停用其下级单位。", local=True, error=Refused)
def nothing_below(organ: Organ, context: Context) -> str | None:
    """Require that no organ in use stands under it. `below`: the names of those."""
    below = context.said["below"]
    return f"请先停用下级单位：{'、'.join(below[:5])}{'等' if len(below) > 5 else ''}" if below else None


@rule("people_there", ENTRY, states="停用单位之前，其人员先调动或者离岗。", local=True, error=Refused)
def nobody_there(organ: Organ, context: Context) -> str | None:
    """Require that nobody works there any more. `someone`: a person who does."""
    someone = context.said["someone"]
    return None if someone is None else f"{someone.name}等人员仍在岗，请先办理调动或者离岗"


@rule("superior_closed", ENTRY, states="上级单位在用的，下级单位才能启用。", local=True, error=Refused)
def the_superior_is_in_use(organ: Organ, context: Context) -> str | None:
    """Require a superior in use. `above`: the superior."""
    above = context.said["above"]
    closed = above is None or not above.active
    return "上级单位已停用，请先启用或者调整隶属" if closed else None


@rule(
    "parent_unfit", ENTRY, field="parent", states="单位只设在在用的、类别相合的上级单位之下，不设在本单位之下。", local=True,
    error=InvalidInput,
)  # fmt: skip
def the_place_fits(organ: Organ, context: Context) -> str | None:
    """Require a superior of a fitting kind elsewhere. `to`: the organ that it is moved under."""
    to = context.said["to"]
    if organ.id in to.path:
        return "不能调整到本单位或者其下级单位"
    return fault_of_place(organ.kind, to) or ("已在该单位之下" if organ.parent == to.id else None)


@rule("oneself", THREE, states="本人的岗位、角色和单位由其他管理员办理。", error=OwnEntryRefused)
def not_oneself(person: Person, context: Context) -> str | None:
    """Leave one's own entry to another administrator."""
    return "不能修改自己的岗位、角色和单位，请由其他管理员办理" if person.id == context.actor.person_id else None


@rule("own_account", THREE, states="本人的账号由其他安全管理员办理。", error=OneselfRefused)
def not_ones_own_account(person: Person, context: Context) -> str | None:
    """Leave one's own account to another security administrator."""
    own = person.id == context.actor.person_id
    return "不能停用或者启用自己的账号，请由其他安全管理员办理" if own else None


@rule("appointed", THREE, states=APPOINTED_BY, error=Forbidden)
def administrators_are_appointed(person: Person, context: Context) -> str | None:
    """Leave administrators to the system administrator, or a district administrator could create all three."""
    return None if enters(context.actor, person.roles) else APPOINTED_BY.rstrip("。")


@rule("appointed_to", THREE, field="roles", states=APPOINTED_BY, error=Forbidden)
def administrators_are_made_by_the_system(person: Person, context: Context) -> str | None:
    """Leave making administrators to the system administrator. `roles`: those wanted."""
    return None if enters(context.actor, context.said["roles"]) else APPOINTED_BY.rstrip("。")


@rule(
    "roles_unfit",
    THREE,
    field="roles",
    states="系统、安全、审计管理员由三人分任，不兼任其他角色；区管理员是区教育局的人员。",
    error=InvalidInput,
)
def the_roles_fit(person: Person, context: Context) -> str | None:
    """Require three administrators, who hold nothing besides. `roles`: those wanted; `place`: the organ."""
    return "；".join(faults_of_roles(context.said["roles"], context.said["place"])) or None


@rule("there_already", ENTRY, field="organ", states="调动是调到另一单位。", local=True, error=Refused)
def it_is_another_organ(person: Person, context: Context) -> str | None:
    """Require another organ. `place`: where they move to."""
    place = context.said["place"]
    same = place.id == person.organ
    return f"{person.name}已在{place.name}，岗位、角色有变化的请修改" if same else None


@rule("factor_missing", THREE, states="只有设置了动态口令的账号才能取消动态口令。", error=Refused)
def a_factor_is_set(person: Person, context: Context) -> str | None:
    """Require a second factor."""
    return f"{person.name}没有设置动态口令" if person.factor is None else None


OF_ENTRY = (not_oneself, administrators_are_appointed)
OF_ROLES = (administrators_are_made_by_the_system, the_roles_fit)


def changes(subject: Any, context: Context) -> Mapping[str, Any]:
    """Set the changes that were asked for."""
    found: Mapping[str, Any] = context.said["changes"]
    return found


def under_another(organ: Organ, context: Context) -> Mapping[str, Any]:
    """Set the superior; a second one that stands above already is none any more."""
    to = context.said["to"]
    second = None if organ.also_under in to.path else organ.also_under
    return {"parent": to.id, "path": (*to.path, organ.id), "also_under": second}


def elsewhere(person: Person, context: Context) -> Mapping[str, Any]:
    """Set organ, post and roles of the new place."""
    place = context.said["place"]
    return person.moved(place.id, place.path, context.said["post"], context.said["roles"])


def gone(person: Person, context: Context) -> Mapping[str, Any]:
    """End every role and session; past work and credits stay theirs."""
    return {"roles": (), **shut(person, context)}


def shut(person: Person, context: Context) -> Mapping[str, Any]:
    """End every session, even if the account is opened again, and standing in."""
    return {"acting": (), **person.signed_out()}


def signed_out(person: Person, context: Context) -> Mapping[str, Any]:
    """End every session."""
    return person.signed_out()


def issued(person: Person, context: Context) -> Mapping[str, Any]:
    """Set a password issued by somebody else; it must be changed at the first sign-in."""
    return person.with_password(context.said["hashed"], context.at, issued=True, keep=context.said["keep"])


def chosen(person: Person, context: Context) -> Mapping[str, Any]:
    """Set a password of one's own."""
    return person.with_password(context.said["hashed"], context.at, issued=False, keep=context.said["keep"])


def without_factor(person: Person, context: Context) -> Mapping[str, Any]:
    """Remove the second factor with its codes, and end every session."""
    return {"factor": None, "recovery": (), **person.signed_out()}


def stored(status: Standing) -> Mapping[str, Any]:
    """Return how a state is stored."""
    return {"active": status is ACTIVE}


ORGAN = Workflow(
    "单位",
    {ACTIVE: "在用", CLOSED: "已停用"},
    Step("enter", set(), ACTIVE, ADMINISTRATOR, events.OrganRecorded),
    Step("import", set(), ACTIVE, IMPORTER, events.OrganRecorded),
    Step("import", {ACTIVE}, ACTIVE, IMPORTER, events.OrganRecorded, sets=changes),
    *staying("change", Standing, ADMINISTRATOR, events.OrganRecorded, sets=changes),
    *staying(
        "move", Standing, ADMINISTRATOR, events.OrganRecorded, (reason_is_given, the_place_fits), under_another
    ),
    *staying("follow", Standing, SUPERIOR, events.OrganRecorded, sets=changes),
    Step(
        "disable", {ACTIVE}, CLOSED, ADMINISTRATOR, events.OrganRecorded,
        (reason_is_given, not_the_bureau, nothing_below, nobody_there),
    ),
    Step(
        "enable", {CLOSED}, ACTIVE, ADMINISTRATOR, events.OrganRecorded, (reason_is_given, the_superior_is_in_use),
    ),
    acts=ORGAN_ACTS,
    noun="该单位",
    puts=stored,
    tells=Organ.told,
)  # fmt: skip
PERSON = Workflow(
    "人员账号",
    {ACTIVE: "已启用", CLOSED: "已停用"},
    Step("enter", set(), ACTIVE, ADMINISTRATOR, events.PersonRecorded, OF_ROLES),
    Step("import", set(), ACTIVE, IMPORTER, events.PersonRecorded),
    Step("import", {ACTIVE}, ACTIVE, IMPORTER, events.PersonRecorded, sets=changes),
    *staying("change", Standing, ADMINISTRATOR, events.PersonRecorded, (*OF_ENTRY, *OF_ROLES), changes),
    *staying(
        "move", Standing, ADMINISTRATOR, events.PersonRecorded,
        (reason_is_given, *OF_ENTRY, it_is_another_organ, *OF_ROLES), elsewhere,
    ),
    *staying("follow", Standing, SUPERIOR, events.PersonRecorded, sets=changes),
    *staying("stand_in", Standing, POSTS, events.PersonRecorded, sets=changes),
    *staying("stand_down", Standing, POSTS, events.PersonRecorded, sets=changes),
    Step("leave", {ACTIVE}, CLOSED, ADMINISTRATOR, events.PersonRecorded, (reason_is_given, *OF_ENTRY), gone),
    Step("disable", {ACTIVE}, CLOSED, SECURITY, events.PersonRecorded, (reason_is_given, not_ones_own_account), shut),
    Step("enable", {CLOSED}, ACTIVE, SECURITY, events.PersonRecorded, (reason_is_given, not_ones_own_account)),
    *staying(
        "reset_password", Standing, SECURITY, events.PasswordReset, (reason_is_given, not_ones_own_account), issued
    ),
    *staying("unlock", Standing, SECURITY, events.AccountUnlocked, (reason_is_given, not_ones_own_account)),
    *staying(
        "remove_factor", Standing, SECURITY, events.SecondFactorRemoved,
        (reason_is_given, not_ones_own_account, a_factor_is_set), without_factor,
    ),
    Step("change_password", {ACTIVE}, ACTIVE, ONESELF, events.PasswordChanged, sets=chosen),
    Step("sign_out_everywhere", {ACTIVE}, ACTIVE, ONESELF, events.PersonRecorded, sets=signed_out),
    Step("set_factor", {ACTIVE}, ACTIVE, ONESELF, events.SecondFactorSet, sets=changes),
    Step("renew_codes", {ACTIVE}, ACTIVE, ONESELF, events.SecondFactorSet, sets=changes),
    Step("drop_factor", {ACTIVE}, ACTIVE, ONESELF, events.SecondFactorRemoved, sets=without_factor),
    acts=PERSON_ACTS,
    noun="该账号",
    puts=stored,
    tells=Person.told,
)  # fmt: skip

WORKFLOWS = (ORGAN, PERSON)
