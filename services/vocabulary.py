"""The vocabulary of the office for programs: every enumeration by code and Chinese label, from the tables themselves."""

import inspect
from collections.abc import Iterator
from functools import cache

from services.documents.domain import SECRECY_NAMES, URGENCY_NAMES
from services.documents.kinds import KINDS
from services.gateway import schemas_vocabulary as schemas
from services.gateway.problems import BUG, HTTP_CODES, INTERNAL
from services.gateway.routes import api_routes
from services.registry import names, service_class, workflows
from shared.contracts.directory import ROLE_NAMES
from shared.errors import OfficeError
from shared.runtime.http import SAID
from shared.runtime.service import rules_beside
from shared.shown import Shown
from shared.workflow import Rule, shown_rule


@cache
def vocabulary() -> Shown[schemas.Vocabulary]:
    """Return every enumeration."""
    return {
        "kinds": [
            {
                "code": kind.code,
                "label": kind.name,
                "directions": sorted(each.value for each in kind.directions),
                "required": [each.value for each in kind.required],
                "for_schools": kind.for_schools,
            }
            for kind in KINDS.values()
        ],
        "states": [
            {"code": state.value, "label": label, "stage": table.stage(state), "table": table.title}
            for table in workflows()
            for state, label in table.names.items()
        ],
        "actions": [
            {"code": code, "label": act.label, "table": table.title}
            for table in workflows()
            for code, act in table.acts.items()
        ],
        "rules": [_rule(each, table.title) for table in workflows() for each in table.rules],
        "urgencies": [{"code": code.value, "label": label} for code, label in URGENCY_NAMES.items()],
        "secrecy": [{"code": code.value, "label": label} for code, label in SECRECY_NAMES.items()],
        "roles": [{"code": code, "label": label} for code, label in ROLE_NAMES.items()],
        "problems": problems(),
    }


@cache
def problems() -> list[Shown[schemas.ProblemWord]]:
    """Return every error code, with its usual message and status."""
    for name in names():
        service_class(name)
    api_routes()
    found = {code: (message, int(status)) for status, (code, _, message) in SAID.items()}
    found |= {code: (message, status) for status, (code, message) in HTTP_CODES.items()}
    found[INTERNAL] = (BUG, 500)
    found |= {each.code: (inspect.getdoc(each) or "", each.status) for each in _refusals(OfficeError)}
    return [{"code": code, "label": label, "status": status} for code, (label, status) in sorted(found.items())]


@cache
def rule_codes() -> list[str]:
    """Return the code of every rule, of those beside the tables too."""
    return sorted({each.code for name in names() for each in rules_beside(service_class(name))})


def _rule(rule: Rule, table: str) -> Shown[schemas.RuleWord]:
    shown = shown_rule(rule)
    return {
        "label": shown["states"],
        "code": shown["code"],
        "version": shown["version"],
        "source": shown["source"],
        "field": shown["field"],
        "since": shown["since"],
        "until": shown["until"],
        "local": shown["local"],
        "table": table,
    }


def _refusals(kind: type[OfficeError]) -> Iterator[type[OfficeError]]:
    if "code" in vars(kind) and kind.__module__.partition(".")[0] in ("services", "shared"):
        yield kind
    for each in kind.__subclasses__():
        yield from _refusals(each)
