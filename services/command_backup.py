"""`backup` and `restore` of the embedded store: taken while the system runs, and verified by a trial restore."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from shared.anchor import Anchor
from shared.runtime import last_backup
from shared.runtime.config import settings
from shared.runtime.embedded_backup import BALLOTS, STORE, BackupFailed, back_up, unpack

Checked = Callable[[Path, Anchor | None], tuple[int, Anchor | None]]


def add_backups(cli: typer.Typer, check: Checked, write: Callable[[Path, str], None]) -> None:
    """Add the commands; `check` verifies the store in a folder, `write` writes a file that only its owner reads."""

    @cli.command()
    def backup(
        archive: Annotated[Path, typer.Argument(help="The file to write, such as /mnt/elsewhere/2026-11-29.tar.gz.")],
        anchor: Annotated[Path | None, typer.Option(help="Also write an anchor of it, for another party.")] = None,
        tried: Annotated[bool, typer.Option("--check/--no-check", help="Restore it apart and verify that.")] = True,
        overwrite: Annotated[bool, typer.Option(help="Replace an earlier archive and anchor of these names.")] = False,
    ) -> None:
        """Back up the embedded store while the system runs, verify it by a trial restore, and write an anchor of it."""
        with _one_line():
            _require_embedded()
            for each in filter(None, (archive, anchor)):
                require_writable(each.parent)
                if each.exists() and not overwrite:
                    raise BackupFailed(standing(each, "覆盖后原备份与其锚点不再对应"))
            said = back_up(settings().var, archive)
            print(f"已备份到 {archive}（{archive.stat().st_size >> 10} KiB，数据库停顿 {said['still_seconds']} 秒）。")
            if tried or anchor is not None:
                taken = _restored_apart(archive, check)
                if anchor is not None and taken is not None:
                    write(anchor, taken.to_text().rstrip("\n"))
                    print(f"锚点已写入 {anchor}（根值 {taken.root}），请交他方保管。")
            if tried or anchor is not None:
                write(settings().var / last_backup.NAME, last_backup.written(said["at"]))

    @cli.command()
    def restore(
        archive: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
        against: Annotated[Path | None, typer.Option(help="Name what is missing since this anchor.")] = None,
        replace: Annotated[bool, typer.Option(help="Put aside what stands there.")] = False,
    ) -> None:
        """Restore a backup into the data folder of a stopped system, and verify it; everybody has to sign in again."""
        from services.verification import Unreadable, read_anchor_file

        with _one_line():
            _require_embedded()
            folder = settings().var
            try:
                before = None if against is None else read_anchor_file(against)
            except Unreadable as error:
                raise BackupFailed(str(error)) from error
            if (folder / STORE).exists() and any((folder / STORE).iterdir()) and not replace:
                raise BackupFailed(f"{folder / STORE} 中已有数据；加 --replace 则先移到一旁。")
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as scratch:
                apart = Path(scratch)
                said = unpack(archive, apart)
                _put_in_place(apart, folder)
            wrong, _ = check(folder, before)
            (folder / "token-key").unlink(missing_ok=True)  # tokens of sessions that ended since are worth nothing
            print(
                f"已恢复 {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(said['at']))} 的备份；全部人员须重新登录。"
            )
            raise typer.Exit(1 if wrong else 0)


def add_conclusion(
    cli: typer.Typer, check: Callable[[str], tuple[int, Anchor | None]], write: Callable[[Path, str], None]
) -> None:
    """Add the command that ends a backup of a MongoDB; `check` verifies the store at an address."""

    @cli.command("conclude-backup")
    def conclude_backup(
        dump: Annotated[Path, typer.Argument(help="What `mongodump --oplog --gzip --archive` wrote.")],
        trial: Annotated[str, typer.Option(help="The address of the MongoDB that it was restored into.")],
        keep_days: Annotated[
            int, typer.Option(min=1, help="Delete earlier dumps and anchors beside it that are older.")
        ] = 30,
    ) -> None:
        """Verify the trial restore of a MongoDB's dump, write an anchor of it, and record the time for the alarm."""
        with _one_line():
            if settings().mongo_uri is None:
                raise BackupFailed("本命令只管 MongoDB：请用 MONGO_URI 指明系统的数据库；内置数据库请用 backup。")
            if not dump.is_file() or not dump.stat().st_size:
                raise BackupFailed(f"{dump} 不存在或者为空，没有登记备份。")
            _require_apart(settings().mongo_uri or "", trial)
            at = dump.stat().st_mtime
            wrong, taken = check(trial)
            if wrong or taken is None:
                raise BackupFailed(f"{dump} 试恢复后核对有 {wrong} 处有误，没有登记；请保留上一份备份并查明原因。")
            name = time.strftime("tongban-%Y%m%dT%H%M%S", time.localtime(at))
            kept = dump.rename(dump.with_name(f"{name}.gz"))
            write(dump.with_name(f"{name}.anchor"), taken.to_text().rstrip("\n"))
            for each in (*dump.parent.glob("tongban-*.gz"), *dump.parent.glob("tongban-*.anchor")):
                if each.stem != kept.stem and each.stat().st_mtime < at - keep_days * 86400:
                    each.unlink()
            last_backup.record(at)
            print(f"备份 {kept} 已试恢复并核对无误（锚点 {kept.with_suffix('.anchor')}，根值 {taken.root}），已登记。")


def _require_apart(own: str, trial: str) -> None:
    """Check that a trial is not the store of the system, under whatever address; else live data would count as tested."""
    from shared.runtime import databases

    try:
        same = databases.same_store(own, trial)
    except ValueError as error:
        raise BackupFailed(f"--trial 不是可用的 MongoDB 地址（{error}），没有登记备份。") from error
    if same:
        raise BackupFailed(
            "--trial 指向系统自己的数据库（同 MONGO_URI），没有登记备份：请恢复到另一个空的 MongoDB，再用 --trial 指明。"
        )


def _put_in_place(apart: Path, folder: Path) -> None:
    """Move the unpacked data into place, and existing data aside; refuse if a system runs on it."""
    from shared.runtime.embedded_store import EmbeddedStore

    with EmbeddedStore(folder).reserved():
        for name in (STORE, BALLOTS):
            if (folder / name).exists():
                (folder / name).rename(folder / f"{name}.before-{time.strftime('%Y%m%dT%H%M%S')}")
        for each in apart.iterdir():
            each.replace(folder / each.name)


def _restored_apart(archive: Path, check: Checked) -> Anchor | None:
    with tempfile.TemporaryDirectory(prefix=".tried-", dir=archive.parent) as scratch:
        folder = Path(scratch)
        unpack(archive, folder)
        wrong, taken = check(folder, None)
        if wrong:
            raise BackupFailed(f"{archive} 已写成，但试恢复后核对有 {wrong} 处有误；请保留上一份备份并查明原因。")
    print("已试恢复并核对无误。")
    return taken


def _require_embedded() -> None:
    if settings().mongo_uri is not None:
        advice = (
            "备份请用 mongodump --oplog，恢复请用 mongorestore --oplogReplay，见 docs/operations.md 的 Backup 一节。"
        )
        raise BackupFailed(f"MONGO_URI 指向另外的数据库，本命令只管内置数据库；{advice}")


def standing(path: Path, consequence: str) -> str:
    """Return why a file is not replaced, and what to do."""
    return f"{path} 已存在，{consequence}；请另起文件名，或加 --overwrite 覆盖。"


def require_writable(folder: Path) -> None:
    """Check that a folder takes files, before anything large is done; raise OSError."""
    tempfile.TemporaryFile(dir=folder).close()


def unusable(error: OSError) -> str:
    """Return one line for the operator about a file that cannot be used."""
    return f"{error.filename or ''} 不能读写（{error.strerror}），没有完成。".strip()


@contextmanager
def _one_line() -> Iterator[None]:
    from shared.runtime.embedded_store import StoreFailed, StoreInUse

    try:
        yield
    except (BackupFailed, StoreFailed, StoreInUse) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    except OSError as error:
        print(unusable(error), file=sys.stderr)
        raise typer.Exit(1) from error
