"""What can be done with branches: one function a use case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.meetings import app as meetings
from services.meetings import domain as office
from services.meetings.books import Books
from services.meetings.branches import domain, duties, views
from services.meetings.branches.domain import Branch
from services.meetings.branches.steps import BRANCH
from shared import usecase
from shared.actor import Actor
from shared.calendar import office_date
from shared.contracts import meetings as facts
from shared.errors import Forbidden, InvalidInput
from shared.files import handed
from shared.office import Named, organ_of
from shared.spreadsheet import XLSX
from shared.usecase import made_id, to_change, to_show

Wanted = Mapping[str, Any]


def record(books: Books, *, new_id: str, wanted: Wanted) -> Branch:
    """Enter a branch of one's own organ. `wanted`: name, secretary, committee, members, founded_on, has_groups."""
    occasion, actor = books.occasion, books.occasion.person
    if not actor.holds("director"):
        raise Forbidden("党支部由办公室主任登记。")
    branch_id = made_id(occasion, new_id)
    if occasion.key is not None and books.branches.find(branch_id) is not None:
        return books.branches.get(branch_id)  # raises Repeated
    organ = organ_of(books.copies, actor.organ)
    new = Branch(
        id=branch_id,
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        name=wanted["name"],
        founded_on=office_date(occasion.at)
        if wanted["founded_on"] is None
        else date.fromisoformat(wanted["founded_on"]),
        has_groups=bool(wanted["has_groups"]),
        **_people(books, wanted, office.circle(organ)),
    )
    return books.branches.add(new, announcing=facts.BranchRecorded.of(new), action="record")


def revise(books: Books, branch_id: str, wanted: Wanted) -> Branch:
    """Change who belongs to a branch, or what it is called; what is not given stays."""
    branch = to_change(books.branches, branch_id, domain.sees, books.occasion)
    if not domain.DIRECTOR.admits(branch, books.occasion.person):
        raise Forbidden("党支部由办公室主任维护。")
    standing = {
        "secretary": branch.secretary.id,
        "committee": [each.id for each in branch.committee],
        "members": [each.id for each in branch.members],
    }
    asked = {name: standing[name] if wanted[name] is None else wanted[name] for name in standing}
    circle = office.circle(organ_of(books.copies, branch.organ))
    after = replace(
        branch,
        name=wanted["name"] or branch.name,
        has_groups=branch.has_groups if wanted["has_groups"] is None else wanted["has_groups"],
        **_people(books, asked, circle),
    )
    changed = tuple(sorted(name for name in wanted if wanted[name] is not None))
    event = facts.BranchRevised.of(after, changed=changed)
    return books.branches.save(after, announcing=event, action="revise")


def act(books: Books, branch_id: str, action: str, *, comment: str | None) -> Branch:
    """Dissolve a branch."""
    return usecase.act(books.branches, BRANCH, branch_id, action, comment, sees=domain.sees, occasion=books.occasion)


def get(books: Books, branch_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a branch."""
    return views.shown_branch(to_show(books.branches, branch_id, domain.sees, actor), actor)


def search(books: Books, *, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """List the branches that an actor sees."""
    page = books.branches.search(actor, cursor=cursor, limit=limit)
    return page.map(lambda each: views.shown_branch(each, actor)).to_wire()


def owed(books: Books, branch_id: str, *, actor: Actor, on: str | None) -> dict[str, Any]:
    """Tell what a branch owes by a day (today if none), what it held, what is late, and who came."""
    branch = to_show(books.branches, branch_id, domain.sees, actor)
    day = office_date(books.occasion.at) if on is None else date.fromisoformat(on)
    held = books.meetings.of_branch(branch.id, date(day.year, 1, 1), day)
    return views.shown_duties(branch, duties.duties(branch, held, day), duties.attendance(branch, held), day)


def figures(books: Books, *, actor: Actor, year: int) -> dict[str, Any]:
    """Count for a year, up to today, what each branch owed, held, is late with, and who came: what the Party office
    reports. The office counts its own organ's branches and those under it, a district's administrator all of the district."""
    if not (actor.holds("district_admin") or any(actor.holds(name) for name in office.OFFICE)):
        raise Forbidden("三会一课统计由办公室和区管理员查看。")
    today = office_date(books.occasion.at)
    if year > today.year:
        raise InvalidInput(errors=[{"field": "year", "code": "out_of_range", "message": "不能统计以后的年度"}])
    day = min(today, date(year, 12, 31))
    rows = []
    for branch in books.branches.under(actor):
        held = books.meetings.of_branch(branch.id, date(year, 1, 1), day)
        rows.append(views.counted(branch, duties.duties(branch, held, day), duties.attendance(branch, held)))
    return {"year": year, "until": day.isoformat(), "items": rows}


def figures_file(books: Books, *, actor: Actor, year: int) -> dict[str, str]:
    """Give the figures as .xlsx (三会一课情况统计表)."""
    title = f"{year}年三会一课情况统计表"
    return handed(f"{title}.xlsx", XLSX, views.sheet(title, figures(books, actor=actor, year=year)))


def _people(books: Books, wanted: Wanted, circle: tuple[str, ...]) -> dict[str, Any]:
    """Name who belongs to a branch: secretary and committee are members too."""
    errors = list[dict[str, str]]()
    members = meetings.named_people(books.copies, wanted["members"], circle, errors, "members")
    committee = meetings.named_people(books.copies, wanted["committee"], circle, errors, "committee")
    secretary = meetings.named_people(books.copies, [wanted["secretary"]], circle, errors, "secretary")
    known = {each.id for each in members}
    for name, people in (("committee", committee), ("secretary", secretary)):
        errors += _outside(name, people, known)
    if errors:
        raise InvalidInput(errors=errors)
    return {"members": members, "committee": committee, "secretary": secretary[0]}


def _outside(field: str, people: Sequence[Named], members: set[str]) -> list[dict[str, str]]:
    missing = [each.name for each in people if each.id not in members]
    text = f"{'、'.join(missing)}不是本支部党员"
    return [{"field": field, "code": "not_a_member", "message": text}] if missing else []
