"""People and organs are picked in a large district as fast as somebody types.

The bound is looser than the goal (50 ms at the median on an idle machine, `make bench ARGS=picking`); tests share theirs.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.directory.domain import Organ, OrganKind, Person, RoleName
from services.directory.store import OrganCollection, PersonCollection
from tests.support.office import on

PEOPLE, CAMPUSES = 2_000, 60
"""A tenth of the bench's numbers (`make bench ARGS=picking`): entering takes longer than searching."""
BOUND_MS = 250
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林郑"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"


def name_of(number: int) -> str:
    surname, given = SURNAMES[number % 20], GIVEN[number // 20 % 26]
    return surname + given + (GIVEN[number // 520 % 26] if number % 3 else "")


@pytest.fixture(scope="module")
def kept(client: Any) -> Iterator[tuple[PersonCollection, OrganCollection]]:
    db: Any = client["picking"]
    for each in (PersonCollection, OrganCollection):
        each.prepare(db)
    people, organs = (
        PersonCollection(db, on("east.clerk"), lambda *_: None),
        OrganCollection(db, on("east.clerk"), lambda *_: None),
    )
    campuses = [
        Organ(id=f"c{n}", kind=OrganKind.CAMPUS, name=f"{GIVEN[n % 26]}湖学校{SURNAMES[n % 20]}校区", short_name=f"{GIVEN[n % 26]}{n}校区", parent="s", path=("nanhu", "s", f"c{n}"))
        for n in range(CAMPUSES)
    ]  # fmt: skip
    organs.add_all([(each, each.recorded()) for each in campuses], action="import")
    for begin in range(0, PEOPLE, 200):
        staff = [
            Person(
                id=f"p-{n}", username=f"u{n}", name=name_of(n), organ=f"c{n % CAMPUSES}", path=("nanhu", "s", f"c{n % CAMPUSES}"),
                post="教师", roles=(RoleName.HANDLER,), password="#",
            )
            for n in range(begin, begin + 200)
        ]  # fmt: skip
        people.add_all([(each, each.recorded()) for each in staff], action="import")
    yield people, organs


def median_ms(ask: Callable[[str], object], typed: tuple[str, ...]) -> float:
    took = []
    for _ in range(3):
        for each in typed:
            began = time.perf_counter()
            ask(each)
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


@pytest.mark.timeout(900)
def test_people_and_organs_of_a_large_district_are_picked_as_fast_as_somebody_types(
    kept: tuple[PersonCollection, OrganCollection],
) -> None:
    people, organs = kept

    def person(typed: str) -> object:
        return people.of_organ("nanhu", None, typed=typed, cursor=None, limit=20).items

    of_people = median_ms(person, ("w", "wang", "wangwei", "ww", "王伟", "zhm", "lixiu", "陈", "zhengqiang"))
    of_organs = median_ms(
        lambda typed: organs.by_name("nanhu", typed, cursor=None, limit=20).items,
        ("w", "hu", "whxx", "湖学校", "xiaoqu"),
    )

    print(f"people {of_people:.1f} ms, organs {of_organs:.1f} ms")
    assert of_people < BOUND_MS and of_organs < BOUND_MS, (of_people, of_organs)
