"""API views of a branch and its duties."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from services.meetings.branches import domain
from services.meetings.branches.domain import Branch
from services.meetings.branches.duties import STATE_NAMES, Attendance, Duty, State
from services.meetings.branches.steps import BRANCH
from services.meetings.kinds import KINDS
from shared.actor import Actor
from shared.office import named, pair_of
from shared.shown import Shown
from shared.spreadsheet import Cell, table, workbook

if TYPE_CHECKING:
    from services.meetings.branches import api

KINDS_OWED = tuple(kind for kind in KINDS.values() if kind.every is not None)


def shown_branch(branch: Branch, actor: Actor | None) -> "Shown[api.Branch]":
    """Return a branch with its members."""
    return {
        **branch.described(),
        "name": branch.name,
        "organ": named(branch.organ, branch.organ_name),
        "secretary": pair_of(branch.secretary),
        "committee": [pair_of(each) for each in branch.committee],
        "members": [pair_of(each) for each in branch.members],
        "founded_on": branch.founded_on.isoformat(),
        "has_groups": branch.has_groups,
        "status": branch.status.value,
        "status_name": domain.STATUS_NAMES[branch.status],
        "stage_name": BRANCH.stage(branch.status),
        "actions": BRANCH.offers(branch, actor),
    }


def shown_duties(branch: Branch, owed: Sequence[Duty], came: Sequence[Attendance], on: date) -> "Shown[api.Duties]":
    """Return the meetings required of a branch, period by period, and the attendance."""
    return {
        "branch": pair_of(branch),
        "on": on.isoformat(),
        "late": sum(each.state is State.LATE for each in owed),
        "owed": sum(each.state is State.OWED for each in owed),
        "items": [
            {
                "kind": each.kind.code,
                "kind_name": each.kind.name,
                "source": each.kind.source,
                "period": each.period.label,
                "begins_on": each.period.begins_on.isoformat(),
                "ends_on": each.period.ends_on.isoformat(),
                "held": [{"id": m.id, "title": m.title, "held_on": m.held_on.isoformat()} for m in each.held],
                "state": each.state.value,
                "state_name": STATE_NAMES[each.state],
            }
            for each in owed
        ],
        "attendance": [
            {
                "person": named(each.person, each.name),
                "expected": each.expected,
                "came": each.came,
                "rate": each.rate,
            }
            for each in came
        ],
    }


def counted(branch: Branch, owed: Sequence[Duty], came: Sequence[Attendance]) -> "Shown[api.BranchFigures]":
    """Count a branch's year."""
    expected, present = sum(each.expected for each in came), sum(each.came for each in came)
    return {
        "branch": pair_of(branch),
        "organ": named(branch.organ, branch.organ_name),
        "members": len(branch.members),
        "held": {kind.code: sum(len(d.held) for d in owed if d.kind is kind) for kind in KINDS_OWED},
        "done": sum(each.state is State.DONE for each in owed),
        "owed": sum(each.state is State.OWED for each in owed),
        "late": sum(each.state is State.LATE for each in owed),
        "attendance": None if expected == 0 else round(present / expected, 4),
    }


def sheet(title: str, figures: "Shown[api.BranchYear]") -> dict[str, str]:
    """Build the table of the figures."""
    headings = (
        ("党支部", 28.0), ("单位", 28.0), ("党员数", 10.0), *((kind.name, 12.0) for kind in KINDS_OWED), ("逾期", 8.0),
        ("到会率", 10.0),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            row["branch"]["name"], row["organ"]["name"], row["members"], *(row["held"][kind.code] for kind in KINDS_OWED),
            row["late"], "—" if row["attendance"] is None else f"{row['attendance']:.1%}",
        )
        for row in figures["items"]
    ]  # fmt: skip
    return workbook(title, headings, rows, table)
