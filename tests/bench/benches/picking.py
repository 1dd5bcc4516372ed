"""The people picker during typing among 20,000, over HTTP."""

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import requests

from services.directory.domain import Organ, OrganKind, Person, RoleName
from services.directory.store import OrganCollection, PersonCollection
from shared.occasion import Occasion
from shared.runtime.clock import now
from tests.bench.register import Comparison, bench
from tests.bench.stand import Office, Stand

AIM_MS = 50.0
LOT = 100
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林郑"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
TYPED = ("w", "wang", "wangwei", "ww", "王伟", "zhm", "lixiu", "陈", "zhengqiang")
TYPED_ORGANS = ("w", "wang", "wangwei", "ww", "王伟", "xx", "校区", "陈", "diyi")


@bench()
def picking(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time of a people picker during typing, in a district of 20,000."""
    office, people = stand.office(broker), stand.some(20_000, 500)
    _fill(office, people)
    ours = [_median_ms(office) for _ in range(stand.some(7, 2))]
    yield Comparison(
        f"people picked by typing among {people}, over HTTP, median", "what a picker may take", "ms", broker,
        ours, [AIM_MS] * len(ours), wanted=1.0, less=True, notes="by character, pinyin, initials, and mixtures of them",
    )  # fmt: skip


@bench()
def organs(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time of an organ picker during typing, in a district of 1,000."""
    office, many = stand.office(broker), stand.some(1_000, 50)
    kept = SilentOrgans(office.database("directory"), Occasion(at=now()), lambda *_: None)
    for begin in range(0, many, LOT):
        found = [_organ(number) for number in range(begin, min(begin + LOT, many))]
        kept.add_all([(each, each.recorded()) for each in found], action="import")
    ours = [_median_ms(office, "/organs", TYPED_ORGANS) for _ in range(stand.some(7, 2))]
    yield Comparison(
        f"organs picked by typing among {many}, over HTTP, median", "what a picker may take", "ms", broker,
        ours, [AIM_MS] * len(ours), wanted=1.0, less=True, notes="by character, pinyin, initials, and mixtures of them",
    )  # fmt: skip


class SilentOrgans(OrganCollection):
    """Stores organs without announcing them."""

    def _insert(self, records: Sequence[dict[str, Any]]) -> list[str]:
        return super()._insert([{name: each[name] for name in each.keys() - {"unpublished"}} for each in records])


def _organ(number: int) -> Organ:
    name = f"{SURNAMES[number % 20]}{GIVEN[number // 20 % 26]}{GIVEN[number // 520 % 26]}"
    return Organ(
        id=f"bench{number}", kind=OrganKind.CAMPUS, name=f"{name}学校第{number}校区", short_name=f"{name}校区",
        parent="shiyan", path=("nanhu", "shiyan", f"bench{number}"),
    )  # fmt: skip


class Silent(PersonCollection):
    """Stores people without announcing them: seven services that write 20,000 each are not what is measured."""

    def _insert(self, records: Sequence[dict[str, Any]]) -> list[str]:
        return super()._insert([{name: each[name] for name in each.keys() - {"unpublished"}} for each in records])


def _fill(office: Office, people: int) -> None:
    kept = Silent(office.database("directory"), Occasion(at=now()), lambda *_: None)
    for begin in range(0, people, LOT):
        staff = [_person(number) for number in range(begin, min(begin + LOT, people))]
        kept.add_all([(each, each.recorded()) for each in staff], action="import")


def _person(number: int) -> Person:
    name = SURNAMES[number % 20] + GIVEN[number // 20 % 26] + (GIVEN[number // 520 % 26] if number % 3 else "")
    return Person(
        id=f"p-bench{number}", username=f"bench{number}", name=name, organ="east", path=("nanhu", "shiyan", "east"),
        post="教师", roles=(RoleName.HANDLER,), password="",
    )  # fmt: skip


def _median_ms(office: Office, path: str = "/people", words: Sequence[str] = TYPED) -> float:
    took = []
    for typed in words:
        began = time.perf_counter()
        answer = requests.get(
            f"{office.system.url}/api/v1{path}",
            params={"q": typed, "limit": "20"},
            headers=office.headers("clerk"),
            timeout=30,
        )
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return statistics.median(took)
