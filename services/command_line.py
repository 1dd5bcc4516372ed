"""The commands of `python -m services`."""

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.command_accounts import accounts
from services.command_backup import add_backups, add_conclusion, require_writable, standing, unusable
from services.command_doctor import doctor
from services.command_fonts import installed
from services.command_retention import retention
from services.registry import names, service_class, with_data
from shared.errors import OfficeError
from shared.occasion import Occasion
from shared.progress import STARTING
from shared.runtime.clock import now
from shared.runtime.config import DEMO_SECRET, settings
from shared.runtime.listening import require_free, shown
from shared.version import VERSION

if TYPE_CHECKING:
    from shared.anchor import Anchor
    from shared.runtime.embedded_store import EmbeddedStore

cli = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
DEMO_DISTRICT = Path(__file__).parent / "directory" / "district.yaml"


def main() -> None:
    """Run the command line; print as one line what prevents a start, and which store or file cannot be used."""
    try:
        with _one_line():
            cli()
    except Exception as error:
        said = _said_of(error)
        if said is None:
            raise
        print(said, file=sys.stderr)
        sys.exit(1)


def _said_of(error: Exception) -> str | None:
    """Return one line about a store or a file that cannot be used; None if the error is another."""
    from shared.runtime.databases import said_of_store

    return unusable(error) if isinstance(error, OSError) and error.filename else said_of_store(error)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"tongban {VERSION}")
        raise typer.Exit()


@cli.callback()
def before_any_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the release.")
    ] = False,
) -> None:
    """Tongban: offices that work together."""
    with _one_line():
        settings()


def _serving(name: str) -> Callable[[], None]:
    def serve_one() -> None:
        from shared.runtime.run import serve

        with _one_line():
            _require_shared(name)
            _begin_log(name)
            _require_readable_by(name)
            serve([_with_health(service_class(name))], started=lambda: print(f"{name}: started", flush=True))

    serve_one.__doc__ = f"Serve {name} alone, over RabbitMQ and MongoDB."
    return serve_one


def _require_readable_by(name: str) -> None:
    """Check that this release reads what a service keeps; a store that is still away is checked by the service itself."""
    from shared.runtime.databases import StoreError

    with suppress(StoreError):
        _require_readable([name] if name in with_data() else [])


def _begin_log(name: str) -> None:
    from shared.runtime.log_files import DailyFiles
    from shared.runtime.logging import configure

    days = settings().log_days
    configure(settings().log_level, DailyFiles(settings().var / "log", name, days) if days else None)


def _require_shared(name: str) -> None:
    """Check that a service in a separate process has the broker, and everything else it shares with others."""
    from services.gateway.auth import load_key
    from shared.runtime.starting import CannotStart

    wanted = {"AMQP_URI": settings().embedded_broker, "MONGO_URI": settings().mongo_uri is None and name in with_data()}
    missing = "、".join(each for each, lacks in wanted.items() if lacks)
    if missing:
        raise CannotStart(f"{name} 单独运行须设置 {missing}；要在一个进程里运行全部服务，请用 all。")
    if name not in with_data():
        load_key(settings().var / "token-key", settings().token_key)


def _with_health(service: type[Any]) -> type[Any]:
    from shared.runtime.health import observed

    return service if service.name == "gateway" else observed(service)


for _name in names():
    cli.command(_name)(_serving(_name))


@cli.command("all")
def everything() -> None:
    """Serve everything in one process; without URIs, on the embedded store and broker."""
    began = time.monotonic()
    from services.gateway.auth import load_key
    from shared.runtime.run import serve

    with _one_line():
        require_free(settings().host, settings().port, "TONGBAN_PORT")
        require_free(settings().host, settings().observed_port, "TONGBAN_HEALTH_PORT")
        load_key(settings().var / "token-key", settings().token_key)
        _begin_log("all")
        with _store() as embedded:
            STARTING.say("  数据库已就绪" + ("" if embedded is None else f"（{embedded.program.path}）"))
            _require_readable()
            words = _demonstration() if embedded and settings().demo else []
            STARTING.say("  正在启动各项服务")
            serve(
                [service_class(name) for name in names()],
                started=lambda: _announce(words, began),
                beside=() if embedded is None else (embedded.tend,),
            )


@contextmanager
def _one_line() -> Iterator[None]:
    """Print in one line why a process cannot start, and exit."""
    from shared.runtime.starting import CannotStart

    try:
        yield
    except CannotStart as error:
        print("\n".join(f"通办没有启动：{line}" for line in str(error).splitlines()), file=sys.stderr)
        sys.exit(1)


def _require_readable(services: Iterable[str] | None = None) -> None:
    """Check that this release reads the databases of some services, or of all, before any is written; raise TooNew."""
    from shared.runtime.databases import database_of
    from shared.runtime.schema import require_readable

    for name in with_data() if services is None else services:
        require_readable(database_of(name))


READY_SECONDS = 120.0
"""How long to wait until every part works before naming those that do not, in seconds."""


def _announce(words: list[str], began: float) -> None:
    """Print the system's address once it is ready, and not before."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings().host.strip("[]"), settings().host.strip("[]"))
    where = f"http://{shown(host, settings().port)}"
    missing = _wait_ready(where, time.monotonic() + READY_SECONDS)
    STARTING.end()
    state = "已启动" if not missing else f"已在服务，但还有部分没有就绪（{missing}），见 {where}/readyz"
    lines = [
        f"通办{state}（{time.monotonic() - began:.1f} 秒）。按 Ctrl-C 停止。",
        f"  服务地址  {where}",
        f"  接口文档  {where}/docs",
        *words,
    ]
    print("\n".join(lines), flush=True)


def _wait_ready(where: str, until: float) -> str:
    """Wait until every part works; after the deadline return those that do not."""
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, build_opener

    opener, said = build_opener(ProxyHandler({})), time.monotonic()
    while True:
        missing = "HTTP"
        try:
            with opener.open(f"{where}/readyz", timeout=5):
                return ""
        except HTTPError as error:
            with suppress(ValueError, KeyError, OSError):
                parts = json.loads(error.read())["parts"]
                missing = "、".join(name for name, part in parts.items() if part["status"] != "ok")
        except (URLError, OSError):
            pass
        if time.monotonic() > until:
            return missing
        if time.monotonic() - said > PROGRESS_SECONDS:
            said = time.monotonic()
            STARTING.say(f"  正在等待：{missing}")
        time.sleep(0.2)


PROGRESS_SECONDS = 2.0


def _demonstration() -> list[str]:
    """Load the demonstration district into an empty store, or finish loading it; return the lines naming its accounts."""
    from services.directory.store import OrganCollection
    from shared.runtime.databases import database_of

    secret, loading = settings().var / DEMO_SECRET, settings().var / "demo-loading"
    if loading.exists() or database_of("directory")[OrganCollection.name].find_one({}, {"_id": 1}) is None:
        if not loading.exists():
            _write_secret(secret, settings().demo_password or secrets.token_urlsafe(9))
        loading.touch()
        STARTING.say("  首次启动：正在装入演示数据")
        password = secret.read_text(encoding="utf-8").strip()
        _import(DEMO_DISTRICT, lambda username: password)
        loading.unlink()
    if not secret.exists():
        return []
    accounts = "east.clerk、east.director、east.leader、east.registrar、west.registrar …"
    return [f"  演示账号  {accounts}", f"  登录密码  {secret.read_text(encoding='utf-8').strip()}（见 {secret}）"]


def _write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


@cli.command("import-district")
def import_district(
    file: Annotated[Path, typer.Argument(help="A district file, written after services/directory/district.yaml.")],
    apply: Annotated[bool, typer.Option(help="Also change what stands otherwise; else it is only shown.")] = False,
) -> None:
    """Enter a district's organs and people; the file is checked as a whole before anything is written.

    Differences from existing entries are shown field by field, and applied with --apply only.
    """
    with _store():
        _differences(file, apply=apply)
        secret = settings().var / f"initial-passwords-{now():%Y%m%dT%H%M%S}"
        issued: list[str] = []

        def password_of(username: str) -> str:
            """Issue a password, and save it before anything is entered, so that an interrupted import loses none."""
            password = secrets.token_urlsafe(9)
            issued.append(f"{username}\t{password}")
            _write_secret(secret, "\n".join(issued))
            return password

        _import(file, password_of)
        if issued:
            print(f"初始密码已写入 {secret}，请分发后删除。")


def _differences(file: Path, *, apply: bool) -> None:
    """Print and apply a file's changes to existing entries; new entries follow afterwards."""
    from services.directory.district import DistrictFaulty, read_district
    from services.directory.exchange import app

    stored = _directory()
    try:
        found = app.compare(stored, read_district(file.read_bytes()).entered(), actor=None)
        changed = replace(found, changes=tuple(each for each in found.changes if each.before is not None))
        for each in (change.shown() for change in changed.changes):
            for field in each["fields"]:
                print(
                    f"{each['place']} {each['name']}（{each['id']}）{field['label']}：{field['before']} → {field['after']}"
                )
        for warning in found.warnings:
            print(f"{warning['field']} {warning['message']}", file=sys.stderr)
        if found.faults or (changed.changes and apply):
            app.enter(stored, changed, changed.print, confirm=apply, at_once=len(changed.changes))
            print(f"已修改 {len(changed.changes)} 项。")
        elif any(not _only_rooms(each) for each in changed.changes):
            print("以上各项已经登记，且与文件不同，没有写入任何内容；核对后加 --apply 写入。", file=sys.stderr)
            raise typer.Exit(1)
    except OfficeError as refusal:
        raise _refused(refusal) from refusal
    except (DistrictFaulty, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _refused(refusal: OfficeError) -> typer.Exit:
    told = [refusal.message, *(f"{each['field']}：{each['message']}" for each in refusal.errors)]
    print("\n".join(told), file=sys.stderr)
    return typer.Exit(1)


def _directory() -> Any:
    from services.directory.exchange.app import Directory
    from services.directory.groups.store import GroupCollection
    from services.directory.posts.store import PostCollection
    from services.directory.store import OrganCollection, PersonCollection
    from shared.runtime.databases import database_of
    from shared.runtime.derivations import Derivations
    from shared.runtime.store import Journal

    occasion, db = Occasion(at=now()), database_of("directory")
    kinds = (OrganCollection, PersonCollection, PostCollection, GroupCollection)
    Journal(db, kinds).prepare()
    Derivations(db, kinds).begin()  # whatever is entered into an empty directory is derived as this release does it
    return Directory(
        OrganCollection(db, occasion, _nobody),
        PersonCollection(db, occasion, _nobody),
        PostCollection(db, occasion, _nobody),
        GroupCollection(db, occasion, _nobody),
    )


def _only_rooms(change: Any) -> bool:
    """Check whether an organ only gets further rooms, so that nothing existing changes."""
    return [name for name, _, _ in change.fields] == ["rooms"] and set(change.before.rooms) <= set(change.after.rooms)


def _import(file: Path, password_of: Callable[[str], str]) -> None:
    from services.directory import district
    from services.directory.exchange import app
    from services.directory.store import SessionCollection
    from shared.runtime.databases import database_of
    from shared.runtime.passwords import Argon2
    from shared.runtime.store import Journal

    stored = _directory()
    Journal(database_of("directory"), (SessionCollection,)).prepare()
    try:
        plan = district.read_district(file.read_bytes())
        counts = district.import_district(
            plan,
            stored.organs,
            stored.people,
            password_of=password_of,
            password_hash=cache(Argon2().hash),  # the demonstration has one password for all
        )
        print(counts)
        if plan.posts or plan.groups:
            found = app.compare(stored, plan.entered(), actor=None)
            new = replace(found, changes=tuple(each for each in found.changes if each.before is None))
            app.enter(stored, new, new.print, confirm=True, at_once=len(new.changes))
            if new.changes:
                print(f"已登记岗位、分组 {len(new.changes)} 个。")
    except (district.DistrictFaulty, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    except OfficeError as refusal:
        raise _refused(refusal) from refusal


def _nobody(collection: str, aggregate_id: str, entry: object) -> None:
    """Do nothing: without a relay here, the mark in the store makes the service's relay publish the entry later."""


@cli.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="A PDF that is said to have been issued; without it, every history.")
    ] = None,
    write_anchor: Annotated[
        Path | None, typer.Option(help="Write every history's head to a file for another party.")
    ] = None,
    against: Annotated[Path | None, typer.Option(help="Name what is missing or rewritten since this file.")] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an earlier anchor of this name.")] = False,
) -> None:
    """Check every history's chain and that every record follows from its history; name the first broken entry of each.

    With FILE, check whether it is an issued file: exit code 0 issued and in force, 3 altered, 4 another version of
    the document or a draft, 5 not from this office, 6 issued but revoked or repealed since, 7 withdrawn before it was issued.
    Without it 0 intact, 1 faults found. 2: a named file cannot be read.
    """
    from services.verification import Unreadable, histories, issued_file, read_anchor_file

    if file is not None and (write_anchor is not None or against is not None):
        raise typer.BadParameter("FILE goes with no anchor")
    if write_anchor is not None:
        require_writable(write_anchor.parent)
        if write_anchor.exists() and not overwrite:
            print(standing(write_anchor, "覆盖后它所证明的不能再核对"), file=sys.stderr)
            raise typer.Exit(2)
    try:
        before = None if against is None else read_anchor_file(against)
        folder = settings().var / "store" if settings().mongo_uri is None else None
        with _store(existing=True):
            if file is not None:
                raise typer.Exit(issued_file(file))
            wrong, taken = histories(before, wants_anchor=write_anchor is not None, folder=folder)
    except Unreadable as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    if write_anchor is not None and taken is not None:
        _write_secret(write_anchor, taken.to_text().rstrip("\n"))
        print(f"锚点已写入 {write_anchor}（{len(taken.heads)} 项，根值 {taken.root}），请交他方保管。")
    raise typer.Exit(1 if wrong else 0)


@cli.command()
def reindex() -> None:
    """Derive the search terms of all records again, even while the system runs; a service does so itself after an upgrade."""
    from services.verification import collections
    from shared.runtime.databases import database_of
    from shared.runtime.derivations import Derivations
    from shared.runtime.store import Journal

    with _store(shared=True, existing=True) as alone:
        _require_readable()
        changed = 0
        for name in with_data():
            Journal(database_of(name), collections(name)).prepare()
            made = Derivations(database_of(name), collections(name))
            rest = time.sleep if alone is None else lambda seconds: None
            changed += made.run(rest=rest, stopping=lambda: False, every=True)
    print(f"已重建 {changed} 项的查找索引。")


@cli.command("rebuild-todo")
def rebuild_todo() -> None:
    """Rebuild everybody's task lists from the journals, even while the system runs; an upgrade does so by itself."""
    from services.notifications.anew.store import store_anew
    from services.notifications.changes.store import Changes
    from services.notifications.store import WaitingRecords
    from services.verification import collections
    from shared.runtime.copies import Copies
    from shared.runtime.databases import database_of
    from shared.runtime.store import Journal
    from shared.vacancy import Staff

    with _store(shared=True, existing=True):
        _require_readable()
        db = database_of("notifications")
        for kind in (WaitingRecords, Changes):
            kind.prepare(db)
        kept, line, staff = WaitingRecords(db), Changes(db), Staff(Copies(db))
        unknown, changed = kept.known(), 0
        journals = [Journal(database_of(name), collections(name)) for name in with_data()]
        with typer.progressbar(length=sum(each.count_turns() for each in journals), label="重建待办") as bar:
            for journal in journals:
                for told in journal.turns():
                    source, version = told["source"], told["version"]
                    unknown.discard(source)
                    beyond = kept.ahead_of(source, version)  # a later event, or a damaged row
                    if beyond is not None and journal.version_of(source) >= beyond:
                        beyond = None
                    changed += store_anew(kept, line, staff, told, beyond=beyond)
                    bar.update(1)
        dropped = kept.drop(unknown)
    print(f"已按日志核对全部待办，更正 {changed} 项，删除 {dropped} 项。")


@cli.command()
def demo(
    url: Annotated[str, typer.Option(help="Where the system listens.")] = "",
) -> None:
    """Play the story of a document between campuses against a running system."""
    from services import demo as story

    secret = settings().var / DEMO_SECRET
    password = settings().demo_password or (secret.read_text(encoding="utf-8").strip() if secret.exists() else "")
    story.run(url or f"http://127.0.0.1:{settings().port}", password)


@cli.command()
def docs() -> None:
    """Write the generated documents: event catalogue, workflow diagrams, OpenAPI."""
    from services.generated import write

    for path in write():
        print(path)


@cli.command()
def fonts() -> None:
    """Download the free fonts of official documents into the font folder, even while the system runs."""
    folder = settings().font_folder
    try:
        there = installed(folder)
    except OSError as error:
        print(
            f"字体目录 {folder} 不能建立或写入（{error.strerror}），请用 TONGBAN_FONTS 指明可写的目录。",
            file=sys.stderr,
        )
        raise typer.Exit(1) from error
    if not there:
        raise typer.Exit(1)
    print(f"{folder} 中公文字体齐全。")


@cli.command("declare-topology")
def declare_topology() -> None:
    """Declare every exchange and queue, for a broker where services may not."""
    from services.topology import declare
    from shared.runtime.starting import CannotStart

    if settings().embedded_broker:
        raise CannotStart("declare-topology 须设置 AMQP_URI；内置的消息无须声明。")
    for name in declare(settings().amqp_uri):
        print(name)


@cli.command("broker-rights")
def broker_rights(
    vhost: Annotated[str, typer.Option(help="The virtual host.")] = "tongban",
) -> None:
    """Print the permissions of each service's broker user for `rabbitmqctl import_definitions`; no passwords."""
    from services.topology import definitions

    print(json.dumps(definitions(vhost), indent=2))


@contextmanager
def _store(*, shared: bool = False, existing: bool = False) -> Iterator["EmbeddedStore | None"]:
    """Open the store: the one named by MONGO_URI, or the embedded one for as long as this process needs it.

    shared: if a running system has the embedded store open, use it beside that system.
    existing: refuse a folder without data, in which nothing is then created.
    """
    from shared.runtime.embedded_store import EmbeddedStore, StoreFailed, StoreInUse, running_in

    current = settings()
    if current.mongo_uri is not None:
        yield None
        return
    from shared.runtime.databases import close_client

    data = current.var / "store"
    if existing and not (data.is_dir() and any(data.iterdir())):
        print(f"{data} 中没有数据。请核对 TONGBAN_VAR；数据在另外的数据库服务中时，请设置 MONGO_URI。", file=sys.stderr)
        raise typer.Exit(1)
    beside = running_in(current.var) if shared else None
    if beside is not None:
        _settle(beside)
        try:
            yield None
        finally:
            close_client()
        return
    store = EmbeddedStore(current.var, patience=current.store_hangs_seconds)
    try:
        store.start()
    except (StoreInUse, StoreFailed) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    try:
        _settle(store.uri)
        yield store
    finally:
        close_client()
        store.stop()


def _settle(mongo_uri: str) -> None:
    """Set the embedded store's address for every part of this process."""
    os.environ["MONGO_URI"] = mongo_uri
    settings.cache_clear()


def _verified(folder: Path, before: "Anchor | None") -> tuple[int, "Anchor | None"]:
    """Verify the store in a folder not in use; return the number of faults, and an anchor if there are none."""
    from services.verification import histories
    from shared.runtime.databases import close_client
    from shared.runtime.embedded_store import EmbeddedStore

    store = EmbeddedStore(folder)
    store.start()
    try:
        _settle(store.uri)
        return histories(before, wants_anchor=True, folder=folder)
    finally:
        close_client()
        store.stop()
        del os.environ["MONGO_URI"]
        settings.cache_clear()


def _verified_at(uri: str) -> tuple[int, "Anchor | None"]:
    """Verify the store at an address; return the number of faults, and an anchor if there are none."""
    from services.verification import histories
    from shared.runtime.databases import close_client

    own = os.environ["MONGO_URI"]
    _settle(uri)
    try:
        return histories(None, wants_anchor=True)
    finally:
        close_client()
        _settle(own)


cli.add_typer(accounts(partial(_store, existing=True)), name="account")
add_backups(cli, _verified, _write_secret)
add_conclusion(cli, _verified_at, _write_secret)
cli.command("doctor")(doctor(_store))
cli.command("retention")(retention(partial(_store, existing=True), _require_readable))
