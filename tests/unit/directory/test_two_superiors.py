"""An organ may have two superiors (双重领导): the district's file names them, and is refused if that is impossible."""

import pytest

from services.directory.district_file import DistrictFaulty, read_district

FILE = """
districts:
  - id: nanhu
    name: 南湖区教育局
    departments:
      - {{id: safety, name: 南湖区教育局安全办}}
    schools:
      - id: shiyan
        name: 南湖实验学校
        campuses:
          - {{id: east, name: 东校区, also_under: {second}}}
"""


def test_the_file_names_the_other_superior() -> None:
    organs = {organ.id: organ for _, organ in read_district(FILE.format(second="safety")).organs}

    assert organs["east"].also_under == "safety" and organs["east"].recorded().also_under == "safety"
    assert organs["shiyan"].also_under is None


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("nowhere", "没有代码为“nowhere”的单位"),
        ("shiyan", "不能是“east”的另一个上级"),
        ("east", "不能是“east”的另一个上级"),
    ],
)
def test_a_superior_that_cannot_be_is_refused_with_its_line(second: str, message: str) -> None:
    with pytest.raises(DistrictFaulty, match=message) as refused:
        read_district(FILE.format(second=second))

    assert refused.value.faults[0][0] == 11
