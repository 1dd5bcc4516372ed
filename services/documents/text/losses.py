"""What of a Word file's elements is kept, what has nothing to say, and what is listed as lost; everything unknown is lost."""

from typing import Any

HIDDEN = "隐藏的文字"

CONTAINERS = frozenset((
    "hyperlink", "smartTag", "customXml", "ins", "moveTo", "sdtContent", "dir", "bdo", "rubyBase", "subDoc",
))  # fmt: skip
"""Elements whose words are the paragraph's."""

LOST = {
    "drawing": "图片", "pict": "图片", "txbxContent": "文本框", "footnoteReference": "脚注", "endnoteReference": "尾注",
    "commentReference": "批注", "ins": "修订（插入的文字已保留）", "moveTo": "修订（移来的文字已保留）",
    "del": "修订（删除的文字已去掉）", "moveFrom": "修订（移走的文字已去掉）", "object": "嵌入的对象", "oMath": "公式",
    "oMathPara": "公式", "hyperlink": "超链接的地址", "ruby": "注音", "altChunk": "插入的文件", "subDoc": "子文档",
    "pgNum": "自动页码", "dayShort": "自动日期", "dayLong": "自动日期", "monthShort": "自动日期", "monthLong": "自动日期",
    "yearShort": "自动日期", "yearLong": "自动日期", "contentPart": "墨迹", "control": "控件", "movie": "影片",
}  # fmt: skip
"""What a document's text cannot hold, by the element that says so."""

SILENT = frozenset((
    "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "customXmlPr", "smartTagPr",
    "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
    "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "lastRenderedPageBreak",
    "softHyphen", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "fldData", "rubyPr",
    "rt", "delInstrText", "conflictIns", "numberingChange",
))  # fmt: skip
"""Elements without words of their own: settings, bookmarks, marks of ranges."""


def unknown(element: Any) -> str:
    """Name a loss that no list foresees."""
    return f"其他内容（{str(element.tag).rpartition('}')[2][:40]}）"
