"""Labels of the steps of an attachment."""

from shared.acts import Acts, grave, told

ATTACHMENT_ACTS: Acts = {
    "begin": told("开始上传"),
    "keep": told("上传完毕"),
    "remove": grave("删除", elsewhere=True),
    "time_out": told("上传中断"),
    "erase": told("清除"),
}
