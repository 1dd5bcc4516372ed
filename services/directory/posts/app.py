"""Use cases of posts and responsibilities."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.domain import EXCLUSIVE, Organ, Person, RoleName
from services.directory.naming import NamedOrgans, Unfit, organ_named
from services.directory.posts.domain import Post, sees
from services.directory.posts.gaps import NEEDED, gaps_of_change, refuse_gaps
from services.directory.posts.matters import MATTERS, asked_of, waits_of
from services.directory.posts.standing import stands_in
from services.directory.posts.steps import POST
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts.directory import ROLE_NAMES
from shared.contracts.work import Matter
from shared.errors import InvalidInput, NotFound
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import fault, faulty, is_principal, pair_of
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Lookup, Repository, history_of, made_id, to_show
from shared.workflow import Context, StepTaken

if TYPE_CHECKING:
    from services.directory.posts import api

TAKEN = faulty("name", "name_taken", "该单位已有同名岗位")


class Posts(Repository[Post], Protocol):
    """The repository of posts."""

    def of_district(self, district: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Post]: ...
    def of_organs(self, organs: Sequence[str]) -> list[Post]: ...


class Organs(NamedOrgans, Protocol):
    """The repository of organs."""

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Organ]: ...


class People(Lookup[Person], Protocol):
    """The repository of people."""

    def by_username(self, username: str) -> Person | None: ...
    def several(self, ids: Sequence[str]) -> Mapping[str, Person]: ...
    def in_organ(self, organ_id: str) -> Sequence[Person]: ...
    def of_organs(self, organs: Sequence[str]) -> list[Person]: ...
    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> Sequence[Person]: ...


def enter(
    posts: Posts, organs: Organs, people: People, wanted: Mapping[str, Any], *, occasion: Occasion, new_id: str
) -> Post:
    """Enter a post of an organ. `wanted`: organ, name, roles, matters, duties, stand_in."""
    actor = occasion.person
    POST.admit("enter", actor)
    post_id = made_id(occasion, new_id)
    if posts.find(post_id) is not None:
        posts.get(post_id)  # raises Repeated
    organ = organ_named(organs, actor.district, wanted["organ"])
    if isinstance(organ, Unfit):
        raise InvalidInput(errors=[organ.at("organ")])
    post = Post(
        id=post_id,
        organ=organ.id,
        district=actor.district,
        matters=tuple(dict.fromkeys(wanted["matters"])),
        stand_in=_stand_in(people, wanted["stand_in"], organ.id),
        **as_given(Post, wanted),
    )
    return _unless_taken(lambda: usecase.begin(posts, POST, post, "enter", Context(actor, occasion.at)))


def change(posts: Posts, people: People, post_id: str, wanted: Mapping[str, Any], *, occasion: Occasion) -> Post:
    """Change a post; fields not named stay, and `stand_in` None removes the stand-in.

    `confirm`: go on where a change leaves nobody with a responsibility that a stand-in has.
    """
    said = {name: value for name, value in wanted.items() if value is not None or name == "stand_in"}
    confirm = said.pop("confirm", False)
    if "roles" in said:
        said["roles"] = tuple(RoleName(each) for each in said["roles"])
    if "matters" in said:
        said["matters"] = tuple(dict.fromkeys(said["matters"]))

    def gather(before: Post) -> Context:
        other = {"stand_in": _stand_in(people, said["stand_in"], before.organ)} if "stand_in" in said else {}
        return Context(occasion.person, occasion.at, said={"changes": {**said, **other}})

    def weigh(before: Post, context: Context, taken: StepTaken[Post]) -> None:
        if not confirm:
            refuse_gaps(gaps_of_change(people, posts, before, taken.after))

    return _unless_taken(
        lambda: usecase.act(posts, POST, post_id, "change", sees=sees, occasion=occasion, gather=gather, weigh=weigh)
    )


def act(
    posts: Posts,
    people: People,
    post_id: str,
    action: str,
    comment: str | None,
    confirm: bool = False,
    *,
    delegated: Callable[[Post], Sequence[str]] = lambda post: (),
    occasion: Occasion,
) -> Post:
    """Close a post, open it again, or record that its holder is away and the stand-in takes over, and back.

    confirm: go on where that leaves nobody with a responsibility that the stand-in has, or two people with one.
    delegated: says who acts in the place of a post's holders already, by delegation.
    """

    def weigh(before: Post, context: Context, taken: StepTaken[Post]) -> None:
        if confirm:
            return
        others = delegated(before) if action == "stand_in" else ()
        twice = [faulty("", "delegated_already", each, source="岗位责任") for each in others]
        refuse_gaps([*gaps_of_change(people, posts, before, taken.after), *twice])

    return usecase.act(posts, POST, post_id, action, comment, sees=sees, occasion=occasion, weigh=weigh)


def get(posts: Posts, post_id: str, *, actor: Actor) -> Post:
    """Return a post to the people of its district."""
    return to_show(posts, post_id, sees, actor)


def history(posts: Posts, post_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a post's history."""
    return history_of(posts, post_id, sees, actor=actor, cursor=cursor, limit=limit)


def shown(post: Post, people: People, actor: Actor | None) -> "Shown[api.Post]":
    """Return a post with its holders, its stand-in, and its faults."""
    holders = [each for each in people.in_organ(post.organ) if post.held_by(each)]
    other = None if post.stand_in is None else people.find(post.stand_in)
    acts = other is not None and other.active and other.organ == post.organ and stands_in(post, holders)
    return {
        **post.described(),
        "organ": post.organ,
        "name": post.name,
        "roles": [role.value for role in post.roles],
        "matters": [{"code": code, "label": MATTERS[code].label} for code in post.matters if code in MATTERS],
        "duties": post.duties,
        "holders": [_named(each) for each in holders],
        "stand_in": None if other is None else _named(other),
        "stands_in": acts,
        "active": post.active,
        "findings": _findings(post, holders, other) if post.active else [],
        "actions": POST.offers(post, actor),
    }


def responsibility(
    posts: Posts,
    organs: Organs,
    people: People,
    *,
    actor: Actor,
    matter: str | None,
    organ: str | None,
    gaps: bool,
    cursor: str | None,
    limit: int,
) -> "Shown[api.AwaitedPage]":
    """List the people responsible for a matter, or for each, organ by organ; `gaps`: only matters without any."""
    if organ is not None:
        found = organs.find(organ)
        if found is None or found.path[0] != actor.district:
            raise NotFound()
        page = Page([found])
    else:
        page = organs.of_district(actor.district, cursor=cursor, limit=limit)
    asked = {code: each for code, each in MATTERS.items() if matter in (None, code)}
    ids = [each.id for each in page.items]
    staff = people.holding(ids, NEEDED)
    recorded = posts.of_organs(ids)
    others = people.several([each.stand_in for each in recorded if each.stand_in is not None])
    rows = [
        _row(code, each, place, staff, recorded, others)
        for place in page.items
        for code, each in asked.items()
        if asked_of(each, place)
    ]
    return {"items": [row for row in rows if row["gap"] or not gaps], "next": page.next}


def _row(
    code: str,
    matter: Matter,
    organ: Organ,
    staff: Sequence[Person],
    recorded: Sequence[Post],
    others: Mapping[str, Person],
) -> "Shown[api.Awaited]":
    own = [each for each in staff if each.organ == organ.id]
    answering = [each for each in own if matter.role in each.powers]
    leaders = [each for each in own if RoleName.LEADER in each.powers]
    own_leaders = [each.id for each in leaders if RoleName.LEADER in each.roles]
    if matter.role == RoleName.PRINCIPAL:
        ids = [each.id for each in answering], own_leaders
        answering = answering or [each for each in leaders if is_principal(each.id, *ids)]
    standing = [
        each for each in recorded if each.organ == organ.id and (code in each.matters or matter.role in each.roles)
    ]
    found = [others.get(each.stand_in or "") for each in standing]
    covering = [each for each in found if each is not None and each.active and each.organ == organ.id]
    return {
        "matter": code,
        "label": matter.label,
        "role": RoleName(matter.role).value,
        "role_name": ROLE_NAMES[matter.role],
        "organ": pair_of(organ),
        "people": [_named(each) for each in answering],
        "stand_ins": [_named(each) for each in covering],
        "waits": [list(each) for each in waits_of(matter)],
        "gap": not answering,
        "says": _says(matter, answering, covering),
    }


def _says(matter: Matter, answering: Sequence[Person], covering: Sequence[Person]) -> str:
    if not answering:
        return f"没有{ROLE_NAMES[matter.role]}，{matter.label}无人办理，请登记人员或者角色"
    return "" if len(answering) > 1 or covering else "仅1人，未定代岗人员"


def _findings(post: Post, holders: Sequence[Person], other: Person | None) -> list[str]:
    found = [] if holders else ["岗位空缺"]
    for each in holders:
        missing = [ROLE_NAMES[role] for role in post.roles if role not in each.roles]
        found += [f"{each.name}未登记角色：{'、'.join(missing)}"] if missing else []
    if post.stand_in is not None and (other is None or not other.active or other.organ != post.organ):
        found.append("代岗人员已不在岗")
    return found


def _named(person: Person) -> "Shown[api.Holder]":
    return {"id": person.id, "name": person.name, "post": person.post}


def _stand_in(people: People, said: str | None, organ: str) -> str | None:
    if said is None:
        return None
    found = people.find(said) or people.by_username(said)
    if found is None or not found.active or found.organ != organ:
        message = "代岗人员应是本单位在岗人员"
        raise fault("stand_in", "unknown_person", message)
    if EXCLUSIVE & set(found.roles):
        message = "系统、安全、审计管理员不得兼任其他角色，请另选代岗人员（GB/T 22239-2019）"
        raise fault("stand_in", "roles_unfit", message)
    return found.id


def _unless_taken(write: Callable[[], Post]) -> Post:
    try:
        return write()
    except Taken as taken:
        raise InvalidInput(errors=[TAKEN]) from taken
