"""Account commands, for the operator of the machine when nobody can sign in; they do what the API does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from shared.actor import Actor
from shared.errors import ConfirmationNeeded, OfficeError, Refused
from shared.occasion import Occasion
from shared.runtime.clock import now

Username = Annotated[str, typer.Argument(help="Whose account, by username.")]
Reason = Annotated[str, typer.Option(help="The reason, for the trail.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Leave a responsibility with nobody all the same.")]
BY = "命令行"


@dataclass(frozen=True)
class Opened:
    """The collections of the directory, and the person that the command concerns."""

    people: Any
    organs: Any
    rules: Any
    attempts: Any
    factors: Any
    person: Any
    posts: Any
    occasion: Occasion

    def gaps(self, before: Any, after: Any) -> list[dict[str, str]]:
        """Return the responsibilities that nobody would have after a change."""
        from services.directory.posts.gaps import gaps_of_change

        return gaps_of_change(self.people, self.posts, before, after)


def accounts(store: Callable[[], AbstractContextManager[Any]]) -> typer.Typer:
    """Build the commands; `store` opens the store for as long as one of them needs it."""
    group = typer.Typer(no_args_is_help=True, help="Reset, unlock, enable and change accounts.")

    @group.command("reset-password")
    def reset_password(username: Username, reason: Reason = BY) -> None:
        """Issue a new password, shown once; it must be changed at the first sign-in."""
        from services.directory.security import app
        from services.directory.security.service import PASSWORDS, new_password

        with _opened(store, username) as it:
            issued = new_password()
            app.reset_password(it.people, it.rules, PASSWORDS, it.person.id, reason, issued, occasion=it.occasion)
            it.attempts.forget_all(username)
            print(f"新密码  {issued}（首次登录须修改）")

    @group.command()
    def unlock(username: Username, reason: Reason = BY) -> None:
        """End the lock that wrong passwords led to."""
        from services.directory.security import app

        with _opened(store, username) as it:
            app.unlock(it.people, it.attempts, it.person.id, reason, occasion=it.occasion)
            print(f"已解除{it.person.name}的锁定。")

    @group.command("remove-factor")
    def remove_factor(username: Username, reason: Reason = BY) -> None:
        """Remove a lost second factor."""
        from services.directory.security import app

        with _opened(store, username) as it:
            app.remove_factor_of(it.people, it.factors, it.person.id, reason, occasion=it.occasion)
            print(f"已取消{it.person.name}的动态口令。")

    @group.command()
    def enable(username: Username, reason: Reason = BY, confirm: Confirm = False) -> None:
        """Open a closed account."""
        _switch(store, username, "enable", reason, confirm)

    @group.command()
    def disable(username: Username, reason: Reason = BY, confirm: Confirm = False) -> None:
        """Close an account; every session ends."""
        _switch(store, username, "disable", reason, confirm)

    @group.command("set")
    def change(
        username: Username,
        name: Annotated[str | None, typer.Option(help="The new name.")] = None,
        post: Annotated[str | None, typer.Option(help="The new post.")] = None,
        roles: Annotated[str | None, typer.Option(help="All roles, joined by commas.")] = None,
        organ: Annotated[str | None, typer.Option(help="The organ that they move to.")] = None,
        reason: Reason = BY,
        confirm: Confirm = False,
    ) -> None:
        """Change name, post or roles, or move a person to another organ (then without roles unless they are named)."""
        from services.directory.administration import people
        from services.directory.domain import RoleName
        from services.directory.naming import Unfit, organ_named

        named = None if roles is None else [each for each in roles.replace(" ", "").split(",") if each]
        name, post = _line("--name", name), _line("--post", post)
        unknown = [each for each in named or () if each not in list(RoleName)]
        if unknown:
            raise typer.BadParameter(f"没有角色“{unknown[0]}”，应为以下之一：{'、'.join(RoleName)}")
        with _opened(store, username) as it:
            if organ is not None and isinstance(organ_named(it.organs, it.person.path[0], organ), Unfit):
                raise Refused(f"没有找到单位“{organ}”，--organ 填本区一个单位的编号或者全称。")
            wanted = {"name": name, "post": post, "roles": named, "confirm": confirm}
            if organ is not None:
                moved = {**wanted, "organ": organ, "post": post or it.person.post, "comment": reason}
                people.move(it.people, it.organs, it.person, moved, gaps=it.gaps, occasion=it.occasion)
            if organ is None or name is not None:
                person = it.people.find(it.person.id)
                people.change(it.people, it.organs, person, wanted, gaps=it.gaps, occasion=it.occasion)
            after = it.people.find(it.person.id)
            print(f"{after.name}  {after.organ}  {after.post}  {'、'.join(role.value for role in after.roles)}")

    return group


def _line(option: str, value: str | None) -> str | None:
    """Return a name as the API takes it; raise BadParameter."""
    from pydantic import TypeAdapter, ValidationError

    from services.directory.api import Name

    try:
        return None if value is None else str(TypeAdapter(Name).validate_python(value))
    except ValidationError as error:
        raise typer.BadParameter(f"{option} 应为一行文字，不能为空，不超过 60 个字") from error


def _switch(
    store: Callable[[], AbstractContextManager[Any]], username: str, action: str, reason: str, confirm: bool
) -> None:
    from services.directory.administration.people import act, unasked

    with _opened(store, username) as it:
        gaps = unasked if confirm else it.gaps
        act(it.people, it.person, action, reason, gaps=gaps, occasion=it.occasion)
        print(f"已{'启用' if action == 'enable' else '停用'}{it.person.name}的账号。")


@contextmanager
def _opened(store: Callable[[], AbstractContextManager[Any]], username: str) -> Iterator[Opened]:
    """Open the directory; print a refusal as one line and exit with code 1."""
    from services.directory.posts.store import PostCollection
    from services.directory.security.store import Factors, SecurityRulesCollection
    from services.directory.store import Attempts, OrganCollection, PersonCollection
    from shared.runtime.databases import database_of
    from shared.runtime.store import Journal

    with store():
        db = database_of("directory")
        Journal(db, (OrganCollection, PersonCollection, PostCollection, SecurityRulesCollection)).prepare()
        person = PersonCollection(db, Occasion(at=now()), _nobody).by_username(username)
        if person is None:
            print(f"没有用户名为“{username}”的人员。", file=sys.stderr)
            raise typer.Exit(1)
        by = Actor(
            "command-line", "command-line", BY, person.path[0], person.path[:1], frozenset({"system", "security"})
        )
        occasion = Occasion(at=now(), actor=by)
        try:
            yield Opened(
                PersonCollection(db, occasion, _nobody),
                OrganCollection(db, occasion, _nobody),
                SecurityRulesCollection(db, occasion, _nobody),
                Attempts(db),
                Factors(db),
                person,
                PostCollection(db, occasion, _nobody),
                occasion,
            )
        except ConfirmationNeeded as asked:
            print(f"{asked.message}；核对后加 --confirm 办理。", file=sys.stderr)
            raise typer.Exit(1) from asked
        except OfficeError as refusal:
            said = [each["message"] for each in refusal.errors if each["message"] not in refusal.message]
            print(
                "：".join([refusal.message.rstrip("。"), "；".join(said)]) if said else refusal.message, file=sys.stderr
            )
            raise typer.Exit(1) from refusal


def _nobody(collection: str, aggregate_id: str, entry: object) -> None:
    """Do nothing: without a relay here, the mark in the store makes the service's relay publish the entry later."""
