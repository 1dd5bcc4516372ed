"""Elements of a Word file that are kept, that are ignored, and that are listed as lost; everything unknown is lost."""

from typing import Any

from services.documents.text.package import W, local

HIDDEN = "隐藏的文字"

CONTAINERS = frozenset((
    "hyperlink", "smartTag", "customXml", "ins", "moveTo", "sdtContent", "dir", "bdo", "rubyBase", "subDoc", "conflictIns",
))  # fmt: skip
"""Elements whose words belong to the paragraph."""

LOST = {
    "drawing": "图片", "pict": "图片", "txbxContent": "文本框", "footnoteReference": "脚注", "endnoteReference": "尾注",
    "commentReference": "批注", "ins": "修订（插入的文字已保留）", "moveTo": "修订（移来的文字已保留）",
    "conflictIns": "修订（插入的文字已保留）", "conflictDel": "修订（删除的文字已去掉）",
    "del": "修订（删除的文字已去掉）", "moveFrom": "修订（移走的文字已去掉）", "object": "嵌入的对象", "oMath": "公式",
    "oMathPara": "公式", "hyperlink": "超链接的地址", "ruby": "注音", "altChunk": "插入的文件", "subDoc": "子文档",
    "pgNum": "自动页码", "dayShort": "自动日期", "dayLong": "自动日期", "monthShort": "自动日期", "monthLong": "自动日期",
    "yearShort": "自动日期", "yearLong": "自动日期", "contentPart": "墨迹", "control": "控件", "movie": "影片",
}  # fmt: skip
"""Losses, by the element that causes them."""

SILENT = frozenset((
    "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "customXmlPr", "smartTagPr",
    "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
    "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "lastRenderedPageBreak",
    "softHyphen", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "fldData", "rubyPr",
    "rt", "delInstrText", "numberingChange",
))  # fmt: skip
"""Elements without words of their own: settings, bookmarks, marks of ranges."""


STRUCK, RAISED, AUTOMATIC = "删除线（文字已保留）", "上标、下标（文字已保留）", "自动编号"
COMBINED, WATERMARK = "双行合一、纵横混排（文字已保留）", "页眉、页脚中的图片或者水印"
CODES = "条形码、二维码"
UNSEEN_FIELDS = frozenset((
    "TC", "XE", "TA", "RD", "SET", "PRIVATE", "ASK", "FORMTEXT", "HYPERLINK", "ADVANCE", "NEXT", "NEXTIF", "SKIPIF", "TOC",
    "INDEX", "TOA",
))  # fmt: skip
"""Fields that show nothing without a result."""


def is_silent(element: Any) -> bool:
    """Check whether an element has no words: a known silent element without text."""
    return local(element) in SILENT and next(element.iter(f"{W}t"), None) is None


def loss_of(element: Any) -> str:
    """Return the name of the loss of an element that is not read."""
    return LOST.get(local(element)) or unknown(element)


def unknown(element: Any) -> str:
    """Name the loss of an unknown element."""
    return f"其他内容（{str(element.tag).rpartition('}')[2][:40]}）"
