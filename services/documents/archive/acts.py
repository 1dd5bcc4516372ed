"""Labels of every act on the archive (归档、销毁)."""

from services.documents.archive.domain import Destruction
from shared.actor import Actor
from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, reason, told
from shared.aggregate import Entry

NO_RETURN = "不能恢复。"

RETENTION = Need(
    "retention",
    "保管期限",
    Shape.CHOICE,
    choices={"permanent": "永久", "thirty_years": "30年", "ten_years": "10年"},
)


def _filed(entry: Entry) -> str:
    # the first piece of a year arrives as the whole map
    changed = (
        value if path == "items" else {path: value} for path, value in entry["changes"] if path.startswith("items")
    )
    pieces = (piece for found in changed for piece in found.values())
    return "、".join(f"{piece['code']} {piece['title']}" for piece in pieces)


def _may_witness(destruction: Destruction, actor: Actor) -> bool:
    return actor.person_id not in (destruction.approved_by, *destruction.witnesses)


VOLUME_ACTS: Acts = {
    "open": told("建立年度"),
    "file": main(
        "归档",
        Need("piece", "归档文件", Shape.TEXT, required=True),
        RETENTION,
        Need("issue", "机构（问题）", Shape.TEXT, required=True),
        detail=_filed,
    ),
    "supplement": main(
        "补充归档",
        Need("piece", "归档文件", Shape.TEXT, required=True),
        RETENTION,
        Need("issue", "机构（问题）", Shape.TEXT, required=True),
        detail=_filed,
    ),
    "close": grave("归档完毕", confirm="归档完毕后，迟到的文件只能补充归档。"),
    "package": told("移交"),
    "mark_destroyed": told("注明销毁"),
}

DESTRUCTION_ACTS: Acts = {
    "propose": told("编制清册"),
    "approve": main("批准销毁", OPINION, confirm=NO_RETURN),
    "refuse": act("不予批准", reason("不予批准")),
    "witness": main("监销", confirm=NO_RETURN, when=_may_witness),
}
