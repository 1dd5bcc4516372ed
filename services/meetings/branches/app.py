"""Use cases of branches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from services.meetings import domain as office
from services.meetings.branches import domain, duties, views
from services.meetings.branches.domain import Branch
from services.meetings.branches.steps import BRANCH
from services.meetings.people import named_people
from services.meetings.repositories import MeetingRepositories
from shared import usecase
from shared.actor import Actor
from shared.calendar import office_date
from shared.errors import Forbidden, InvalidInput
from shared.given import as_given
from shared.office import Named, fault, faulty, organ_of
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, made_id, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.meetings.branches import api

Wanted = Mapping[str, Any]


class Branches(Repository[Branch], Protocol):
    """The repository of branches."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Branch]: ...
    def under(self, actor: Actor) -> list[Branch]: ...


@dataclass(frozen=True, kw_only=True)
class BranchRepositories(MeetingRepositories):
    """The repositories that branches need."""

    branches: Branches


def record(repositories: BranchRepositories, *, new_id: str, wanted: Wanted) -> Branch:
    """Enter a branch of the actor's organ. `wanted`: name, secretary, committee, members, founded_on, has_groups."""
    occasion, actor = repositories.occasion, repositories.occasion.person
    BRANCH.admit("record", actor)
    branch_id = made_id(occasion, new_id)
    if occasion.key is not None and repositories.branches.find(branch_id) is not None:
        return repositories.branches.get(branch_id)  # raises Repeated
    organ = organ_of(repositories.copies, actor.organ)
    new = Branch(
        id=branch_id,
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        **{"founded_on": office_date(occasion.at), **as_given(Branch, wanted)},
        **_people(repositories, wanted, office.circle(organ)),
    )
    return usecase.begin(repositories.branches, BRANCH, new, "record", Context(actor, occasion.at))


def revise(repositories: BranchRepositories, branch_id: str, wanted: Wanted) -> Branch:
    """Change the members or the name of a branch; fields not given stay."""
    occasion = repositories.occasion

    def gather(branch: Branch) -> Context:
        standing = {
            "secretary": branch.secretary.id,
            "committee": [each.id for each in branch.committee],
            "members": [each.id for each in branch.members],
        }
        asked = {name: standing[name] if wanted[name] is None else wanted[name] for name in standing}
        circle = office.circle(organ_of(repositories.copies, branch.organ))
        changes = {
            **as_given(Branch, wanted),
            **_people(repositories, asked, circle),
        }
        changed = tuple(sorted(name for name in wanted if wanted[name] is not None))
        return Context(occasion.person, occasion.at, said={"changes": changes, "changed": changed})

    return usecase.act(
        repositories.branches, BRANCH, branch_id, "revise", sees=domain.sees, occasion=occasion, gather=gather
    )


def act(repositories: BranchRepositories, branch_id: str, action: str, *, comment: str | None) -> Branch:
    """Dissolve a branch."""
    return usecase.act(
        repositories.branches, BRANCH, branch_id, action, comment, sees=domain.sees, occasion=repositories.occasion
    )


def get(repositories: BranchRepositories, branch_id: str, *, actor: Actor) -> "Shown[api.Branch]":
    """Return a branch."""
    return views.shown_branch(to_show(repositories.branches, branch_id, domain.sees, actor), actor)


def search(
    repositories: BranchRepositories, *, actor: Actor, cursor: str | None, limit: int
) -> "Shown[api.BranchPage]":
    """List the branches that an actor may see."""
    page = repositories.branches.search(actor, cursor=cursor, limit=limit)
    return page.map(lambda each: views.shown_branch(each, actor)).to_wire()


def owed(repositories: BranchRepositories, branch_id: str, *, actor: Actor, on: str | None) -> "Shown[api.Duties]":
    """Return a branch's required meetings by a day (today if none): held, late, and the attendance."""
    branch = to_show(repositories.branches, branch_id, domain.sees, actor)
    day = office_date(repositories.occasion.at) if on is None else date.fromisoformat(on)
    held = repositories.meetings.of_branch(branch.id, date(day.year, 1, 1), day)
    return views.shown_duties(branch, duties.duties(branch, held, day), duties.attendance(branch, held), day)


def figures(repositories: BranchRepositories, *, actor: Actor, year: int) -> "Shown[api.BranchYear]":
    """Return each branch's required, held and late meetings and its attendance in a year, up to today, for the Party
    office's report. The office sees the branches of its organ and those under it, the administrator all of the district.
    """
    if not (actor.holds("district_admin") or any(actor.holds(name) for name in office.OFFICE)):
        raise Forbidden("三会一课统计由办公室和区管理员查看。")
    today = office_date(repositories.occasion.at)
    if year > today.year:
        raise fault("year", "out_of_range", "不能统计以后的年度")
    day = min(today, date(year, 12, 31))
    rows = []
    for branch in repositories.branches.under(actor):
        held = repositories.meetings.of_branch(branch.id, date(year, 1, 1), day)
        rows.append(views.counted(branch, duties.duties(branch, held, day), duties.attendance(branch, held)))
    return {"year": year, "until": day.isoformat(), "items": rows}


def figures_file(repositories: BranchRepositories, *, actor: Actor, year: int) -> dict[str, str]:
    """Return the figures as .xlsx (三会一课情况统计表)."""
    title = f"{year}年三会一课情况统计表"
    return views.sheet(title, figures(repositories, actor=actor, year=year))


def _people(repositories: BranchRepositories, wanted: Wanted, circle: tuple[str, ...]) -> dict[str, Any]:
    """Resolve the people of a branch: secretary and committee must be members too."""
    errors = list[dict[str, str]]()
    members = named_people(repositories.copies, wanted["members"], circle, errors, "members")
    committee = named_people(repositories.copies, wanted["committee"], circle, errors, "committee")
    secretary = named_people(repositories.copies, [wanted["secretary"]], circle, errors, "secretary")
    known = {each.id for each in members}
    for name, people in (("committee", committee), ("secretary", secretary)):
        errors += _outside(name, people, known)
    if errors:
        raise InvalidInput(errors=errors)
    return {"members": members, "committee": committee, "secretary": secretary[0]}


def _outside(field: str, people: Sequence[Named], members: set[str]) -> list[dict[str, str]]:
    missing = [each.name for each in people if each.id not in members]
    text = f"{'、'.join(missing)}不是本支部党员"
    return [faulty(field, "not_a_member", text)] if missing else []
