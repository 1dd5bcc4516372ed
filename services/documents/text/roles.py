"""The styles of the product's own DOCX files, one for each element of a document (条例 art. 9), and their roles.

They are shown in Word's list of styles: a clerk who edits on keeps the elements apart, and an import finds them again.
"""

from collections.abc import Iterable, Mapping

ROLES: Mapping[str, str] = {
    "copy_number": "公文份号", "secrecy": "公文密级", "urgency": "公文紧急程度", "mark": "公文发文机关标志",
    "number": "公文发文字号", "title": "公文标题", "addressees": "公文主送机关", "heading_1": "公文一级标题",
    "heading_2": "公文二级标题", "heading_3": "公文三级标题", "heading_4": "公文四级标题", "paragraph": "公文正文",
    "ordered": "公文编号项", "bulleted": "公文项目项", "caption": "公文表题", "attachments": "公文附件说明",
    "roll": "公文到会情况", "signature": "公文发文机关署名", "date": "公文成文日期", "note": "公文附注",
    "annex": "公文附件序号", "annex_title": "公文附件标题", "copies": "公文抄送机关", "printer": "公文印发机关和日期",
    "state": "公文状态",
}  # fmt: skip
"""The style name of each role."""
_ROLE_OF = {name: role for role, name in ROLES.items()}


def role_of(names: Iterable[str]) -> str | None:
    """Return the role of a paragraph by the names of its style and the styles that is based on."""
    return next((_ROLE_OF[name] for name in names if name in _ROLE_OF), None)
