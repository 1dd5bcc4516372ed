"""Sheets for the tests: a general one as an office would write it, and a seal drawn for the purpose."""

import io
import math
from datetime import date
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from services.documents.rendition.sheet import Attachment, Form, Sheet, Signature
from services.documents.text.domain import Block, Heading, Listing, Paragraph, Table

LINE = "为深入贯彻落实上级党委、政府关于加强督查督办工作的部署要求，进一步规范多校区办公室公文、会议、接待、培训和督办事项的办理流程，切实提高办文办会办事质量和效率，经局党组会议研究同意，现就做好二〇二六年秋季学期有关工作通知如下。"
BODY: tuple[Block, ...] = (
    Paragraph(LINE),
    Heading(1, "一、总体要求"),
    Paragraph(
        "坚持问题导向、目标导向、结果导向相统一，健全“任务交办、过程跟踪、限时反馈、办结销号”闭环机制，确保件件有着落、事事有回音。"
    ),
    Heading(1, "二、重点任务"),
    Heading(2, "（一）统一立项标准"),
    Paragraph(
        "凡列入局党组会议纪要、局长办公会议纪要以及上级来文明确要求反馈的事项，应当自印发之日起2个工作日内完成立项，明确牵头单位、协办单位、完成时限和办结标准。"
    ),
    Heading(3, "1. 登记"),
    Paragraph(
        "（二）强化结果运用。督办事项按期办结率纳入校区年度综合考核。联系人：王喆、李堃、陈玥、赵祎、钱赟，活动室面积120㎡。"
    ),
    Table(
        (
            ("序号", "事项", "牵头单位", "完成时限"),
            ("1", "教学楼修缮", "后勤保障处", "2026年12月31日"),
            ("2", "消防演练", "安全保卫处", "2026年11月30日"),
        ),
        caption="重点督办事项",
    ),
    Heading(1, "三、工作保障"),
    Listing(("各校区应当明确1名分管负责同志和1名督办专员；", "于2026年11月30日前将名单报送局办公室。"), ordered=True),
)


@cache
def seal() -> bytes:
    """Draw a red ring with a star on a transparent background."""
    image = Image.new("RGBA", (480, 480), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 474, 474), outline=(230, 0, 18, 220), width=12)
    points = [
        (240 + r * math.sin(i * math.pi / 5), 240 - r * math.cos(i * math.pi / 5)) for i, r in enumerate((75, 30) * 5)
    ]
    draw.polygon(points, fill=(230, 0, 18, 220))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def drawn(wide: int, high: int) -> bytes:
    """Draw a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "navy").save(out, "PNG")
    return out.getvalue()


def general(**changes: Any) -> Sheet:
    """Return a notice with every element that one can have."""
    base: dict[str, Any] = {
        "issuers": ("青岚区教育局办公室",),
        "copy_number": 1,
        "urgency": "特急",
        "number": "青教办〔2026〕17号",
        "title": "青岚区教育局办公室关于做好2026年秋季学期多校区督办工作的通知",
        "addressees": ("各校区党政办公室", "局机关各科室", "各直属单位"),
        "body": BODY,
        "attachments": (Attachment("2026年秋季学期重点督办事项清单"), Attachment("校区督办专员信息表")),
        "signatures": (Signature("青岚区教育局办公室"),),
        "dated": date(2026, 11, 23),
        "copies": ("区委办公室", "区政府办公室", "区人大常委会办公室", "区政协办公室", "区纪委监委"),
        "printer": "青岚区教育局办公室",
        "printed_on": date(2026, 11, 23),
    }
    return Sheet(**{**base, **changes})


def letter(**changes: Any) -> Sheet:
    """Return a letter to a body that is neither above nor below."""
    return general(
        **{
            "form": Form.LETTER,
            "issuers": ("青岚区第一中学",),
            "suffix": "",
            "copy_number": None,
            "urgency": "",
            "number": "青一中函〔2026〕3号",
            "title": "青岚区第一中学关于商请借用体育场的函",
            "addressees": ("青岚区体育中心",),
            "body": (Paragraph(LINE), Paragraph("妥否，请函复。")),
            "attachments": (),
            "signatures": (Signature("青岚区第一中学"),),
            "copies": ("区教育局",),
            **changes,
        }
    )


def order(**changes: Any) -> Sheet:
    """Return an order, signed by a person."""
    return general(
        **{
            "form": Form.ORDER,
            "issuers": ("青岚区人民政府",),
            "suffix": "令",
            "copy_number": None,
            "urgency": "",
            "number": "第12号",
            "title": "",
            "addressees": (),
            "body": (
                Paragraph(
                    "《青岚区校园安全管理办法》已经2026年11月1日区人民政府第30次常务会议通过，现予公布，自2027年1月1日起施行。"
                ),
            ),
            "attachments": (),
            "signatures": (),
            "post": "区长",
            "signer": "张玥",
            **changes,
        }
    )


def minutes(**changes: Any) -> Sheet:
    """Return minutes, with the attendance."""
    return general(
        **{
            "form": Form.MINUTES,
            "issuers": ("青岚区第一中学校长办公会议",),
            "suffix": "纪要",
            "copy_number": None,
            "urgency": "",
            "number": "〔2026〕9号",
            "title": "",
            "addressees": (),
            "attachments": (),
            "signatures": (),
            "present": ("王喆", "李建国", "陈玥", "赵祎", "钱赟", "孙美兰", "周正", "吴晓明", "郑和平"),
            "absent": ("冯立",),
            "observers": ("陈建", "褚小燕"),
            **changes,
        }
    )
