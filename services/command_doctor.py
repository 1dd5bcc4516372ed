"""`doctor`: checks the system's prerequisites part by part, and advises on each fault."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import typer
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from services.registry import with_data
from shared.calendar import OFFICE_ZONE
from shared.errors import OfficeError
from shared.runtime.config import settings
from shared.runtime.starting import CannotStart
from shared.version import VERSION

SECONDS_APART = 2.0
"""Allowed difference between the clocks of this machine and the store, in seconds."""
LEAST_FREE = 1 << 30
"""Bytes that should be free on the disk of data and logs."""
TRIED = "doctor"
"""The collection used for a trial write."""


@dataclass(frozen=True)
class Finding:
    """The part checked, the result, and advice if it is faulty."""

    part: str
    said: str
    advice: str = ""


Check = Callable[[Sequence[str]], Iterator[Finding]]


def doctor(store: Callable[..., AbstractContextManager[Any]]) -> Callable[..., None]:
    """Build the command; `store` opens the store for as long as it needs it."""

    def examine(
        services: Annotated[list[str] | None, typer.Argument(help="Only what these services need.")] = None,
        read_only: Annotated[bool, typer.Option(help="Write nothing, for a store user that may only read.")] = False,
    ) -> None:
        """Check configuration, store, broker, rights, clock, disk, fonts and indexes, and advise on faults; exit with 1.

        It reads, writes one record to a collection of its own in each database, and deletes it again (not if --read-only).
        """
        chosen = services or with_data()
        unknown = [each for each in chosen if each not in with_data()]
        if unknown:
            raise typer.BadParameter(f"没有 {unknown[0]} 这项服务，应为以下之一：{'、'.join(with_data())}")
        began = list(_beginning())
        try:
            with store(shared=True, existing=read_only):
                checks = (*CHECKS, readable if read_only else writable)
                found = [finding for check in checks for finding in _tried(check, chosen)]
        except typer.Exit:  # the store's own line is printed
            found = [finding for check in WITHOUT_STORE for finding in _tried(check, chosen)]
            found.append(Finding("数据库", "没有打开，其他各项未查", "请先排除最上面所说的原因。"))
        found = [*began, *found]
        for each in found:
            print(f"{'✗' if each.advice else '✓'} {each.part}  {each.said}")
            if each.advice:
                print(f"    {each.advice}")
        faults = sum(bool(each.advice) for each in found)
        print(f"{VERSION}：检查 {len(found)} 项，{faults} 项有问题。")
        raise typer.Exit(1 if faults else 0)

    return examine


def _beginning() -> Iterator[Finding]:
    """Say that the folder has no data yet, which is right before the first start, and only then."""
    folder = settings().var / "store"
    if settings().mongo_uri is None and not folder.exists():
        yield Finding("数据目录", f"{folder.absolute()} 尚无数据：首次启动以前属正常，否则请核对 TONGBAN_VAR")


def _tried(check: Check, services: Sequence[str]) -> list[Finding]:
    try:
        return list(check(services))
    except PyMongoError as error:
        return [Finding("数据库", f"{type(error).__name__}：{str(error)[:160]}", "请检查 MONGO_URI 与数据库服务。")]


def configuration(services: Sequence[str]) -> Iterator[Finding]:
    """Check what settings need beyond their own form."""
    from services.directory.security.store import load_secrets_key
    from services.gateway.auth import load_key

    yield Finding("设置", "各项取值可用")
    yield _key(settings().var / "token-key", settings().token_key, load_key, "网关首次启动时生成")
    if "directory" in services:
        yield _key(settings().var / "secrets-key", settings().secrets_key, load_secrets_key, "首次设置第二因素时生成")


def _key(path: Path, given: str | None, load: Callable[[Path, str | None], bytes], made: str) -> Finding:
    if given is None and not path.exists():
        return Finding("密钥", f"{path.name} 尚未生成，{made}")
    try:
        load(path, given)
    except CannotStart as error:
        return Finding("密钥", f"{path.name} 不能使用", str(error))
    return Finding("密钥", f"{path.name} 可用")


def store(services: Sequence[str]) -> Iterator[Finding]:
    """Check that the store answers and keeps what it acknowledges."""
    from shared.runtime.databases import client

    said = client().admin.command("hello")
    yield Finding("数据库", f"有应答，{'副本集 ' + said['setName'] if 'setName' in said else '单机'}")
    yield _durable(client(), said)


def writable(services: Sequence[str]) -> Iterator[Finding]:
    """Check that every service may read and write its own database."""
    from shared.runtime.databases import database_of

    for name in services:
        yield _rights_on(database_of(name)[TRIED])


def readable(services: Sequence[str]) -> Iterator[Finding]:
    """Check that every database may be read."""
    from shared.runtime.databases import database_of

    for name in services:
        tried = database_of(name)[TRIED]
        try:
            tried.find_one({})
        except OperationFailure as error:
            advice = f"请给数据库用户在 {tried.database.name} 上的 read 权限。"
            yield Finding("数据库权限", f"{tried.database.name} 不能读取：{str(error)[:120]}", advice)
        else:
            yield Finding("数据库权限", f"{tried.database.name} 可读（按要求没有试写）")


def _rights_on(tried: Any) -> Finding:
    database, key = tried.database.name, f"{os.getpid()}-{time.time_ns()}"
    try:
        tried.insert_one({"_id": key})
        found = tried.find_one({"_id": key})
        tried.delete_one({"_id": key})
    except OperationFailure as error:
        advice = f"请给所属服务的数据库用户在 {database} 上的 readWrite 权限。"
        return Finding("数据库权限", f"{database} 不能读写：{str(error)[:120]}", advice)
    return Finding("数据库权限", f"{database} 可读写", "" if found else "写入后读不到，请检查读写关注的设置。")


def _durable(client: MongoClient[dict[str, Any]], said: dict[str, Any]) -> Finding:
    concern = client.write_concern.document
    if "setName" in said or concern.get("j"):
        return Finding("写入", "确认后不丢失")
    return Finding("写入", "单机且未要求落盘", "请在 MONGO_URI 中加 journal=true，否则断电会丢失刚确认的写入。")


def schema(services: Sequence[str]) -> Iterator[Finding]:
    """Check that this release reads what the databases hold."""
    from shared.runtime.databases import database_of
    from shared.runtime.schema import SCHEMA, require_readable

    written = set[str]()
    for name in services:
        try:
            said = require_readable(database_of(name))
        except CannotStart as error:
            yield Finding("数据格式", f"{database_of(name).name} 不能读取", str(error))
            return
        written |= {str(said["number"])} if "number" in said else set()
    yield Finding("数据格式", f"本版写 {SCHEMA}，已有 {'、'.join(sorted(written)) or '无'}")


def broker(services: Sequence[str]) -> Iterator[Finding]:
    """Check the broker's access, and that shared exchanges and queues exist if services may not declare them."""
    if settings().embedded_broker:
        yield Finding("消息", "使用内置的，只供一个进程")
        return
    from services.topology import connected, first_missing

    try:
        yield Finding("消息", f"已连接 {connected(settings().amqp_uri)}")
        missing = None if settings().declare else first_missing(settings().amqp_uri, services)
    except Exception as error:
        yield Finding("消息", _said_by_broker(error), "请检查 AMQP_URI 的主机、用户名、密码和虚拟主机。")
        return
    if missing is not None:
        yield Finding("消息队列", f"{missing[0]}：{_said_by_broker(missing[1])}", _broker_advice(missing[1]))


def _said_by_broker(error: Exception) -> str:
    return f"{type(error).__name__}：{str(error)[:160]}"


def _broker_advice(error: Exception) -> str:
    if "403" in str(error):
        return "请按 broker-rights 命令的输出给该用户权限。"
    return "请用有权声明的用户运行 declare-topology。"


def spans(services: Sequence[str]) -> Iterator[Finding]:
    """Check that the collector takes spans, if an endpoint is set."""
    from shared.runtime.tracing import prepare

    endpoint = settings().otlp_endpoint.rstrip("/")
    if not endpoint:
        return
    try:
        prepare()
        asked = Request(f"{endpoint}/v1/traces", data=b"", headers={"Content-Type": "application/x-protobuf"})
        urlopen(asked, timeout=5).close()
    except (CannotStart, OSError) as error:
        advice = "请检查 OTEL_EXPORTER_OTLP_ENDPOINT：应为接收 OTLP（HTTP）的地址，通常端口为 4318。"
        yield Finding("追踪", f"{endpoint} 不能使用：{str(error)[:160]}", advice)
    else:
        yield Finding("追踪", f"{endpoint} 接收")


def clock(services: Sequence[str]) -> Iterator[Finding]:
    """Check that this machine's clock agrees with the store's, and that the office's time zone is known."""
    from shared.runtime.databases import client

    began = time.time()
    theirs = client().admin.command("hello").get("localTime")
    here = (began + time.time()) / 2
    if isinstance(theirs, datetime):
        apart = abs((theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)).timestamp() - here)
        advice = "" if apart <= SECONDS_APART else "请在两台机器上启用时间同步（NTP）。"
        yield Finding("时钟", f"与数据库相差 {apart:.1f} 秒", advice)
    yield Finding("时区", f"{ZoneInfo(str(OFFICE_ZONE))}，现在 {datetime.now(OFFICE_ZONE):%Y-%m-%d %H:%M}")


def disk(services: Sequence[str]) -> Iterator[Finding]:
    """Check free space and write permission in the folder of data, keys and logs."""
    folder = settings().var
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    least = max(LEAST_FREE, 0 if settings().mongo_uri else settings().disk_free_mib << 20)
    advice = "" if free >= least else f"请腾出至少 {least >> 20} MiB，或用 TONGBAN_VAR 换一个位置。"
    yield Finding("磁盘", f"{settings().var.resolve()} 剩余 {free >> 20} MiB", advice)
    try:
        TemporaryFile(dir=folder).close()
    except OSError as error:
        advice = f"请用 chown 让当前用户拥有 {folder}，或用 TONGBAN_VAR 换一个位置。"
        yield Finding("目录", f"{folder} 不能写入（{error.strerror}）", advice)


def fonts(services: Sequence[str]) -> Iterator[Finding]:
    """Check that official documents can be typeset."""
    if "documents" not in services:
        return
    from services.documents.fonts.typefaces import Typefaces

    folder = settings().font_folder
    try:
        Typefaces(folder)
    except OfficeError:
        yield Finding(
            "字体", f"{folder} 中没有公文所需的字体", "请运行 tongban fonts 安装，或用 TONGBAN_FONTS 指明字体目录。"
        )
    else:
        yield Finding("字体", f"{folder} 齐全")


def indexes(services: Sequence[str]) -> Iterator[Finding]:
    """Check that every collection has the indexes that its queries need."""
    from services.verification import collections
    from shared.runtime.databases import database_of

    missing, looked = [], 0
    for name in services:
        db = database_of(name)
        if "runs" not in db.list_collection_names():  # it has never been started
            continue
        for kind in collections(name):
            for docs, wanted in ((db[kind.name], kind.indexes), (kind.found_by_in(db), kind.derived_indexes)):
                there = [tuple(map(tuple, each["key"])) for each in docs.index_information().values()] if wanted else []
                looked += len(wanted)
                missing += [
                    f"{docs.full_name}.{keys[0][0]}" for keys, _ in wanted if tuple(map(tuple, keys)) not in there
                ]
    advice = f"请重启所属服务，启动时会建立：{'、'.join(missing[:5])}。" if missing else ""
    yield Finding("索引", f"需要 {looked} 个，缺 {len(missing)} 个", advice)


CHECKS: Sequence[Check] = (configuration, store, schema, broker, spans, clock, disk, fonts, indexes)
WITHOUT_STORE: Sequence[Check] = (configuration, broker, spans, disk, fonts)
