"""Titles of topics that are elections, which are decided by secret ballot, whatever their given weight.

The preparation of an election (方案, 办法, 工作) and a report on it are no elections, nor is a choice of things (教材).
"""

import re

ELECTION = "《中国共产党章程》第十一条"
_ELECTS = re.compile(
    "选举|改选|补选|票选|选出|增选|竞选|换届|公推|(?<!垂)直选(?![择用购取])"
    "|(差额|等额)(选|产生|推荐|提名|确定|投票|票决)|(差额|等额).{0,12}产生|投票(产生|选)"
    "|(增补|补充|递补).{0,16}(书记|主席|委员|代表|支委|理事|会长|成员)(?!会|大会|单位|名额|分工|意见|培训)"
    "|(推选|推举).{0,16}(书记|主席|委员|代表|支委|理事|会长|(?<!班)主任)"
)
_CHOOSES = re.compile("评选|推选|推举|评比|投票(推荐|确定|决定|评)|民主推荐|票决|记名(投票|表决)")
_PEOPLE = re.compile(
    "人选|人员|干部|任免|任用|委员|代表|书记|校长|主任|主席|组长|会长|理事|对象|党员|团员|队员|先进|候选|个人|教师|老师|职工|员工|学生"
    "|工作者|标兵|之星|模范|骨干|师德|名师|能手|新秀|楷模|少年|优秀(?=$|的|名单)|支委|班子"
)
_THINGS = re.compile(
    "(先进|优秀|文明|五星|示范|精品|最佳|最美|模范|学生|教师|党员|职工|教职工)*的?"
    "(教材|教辅|读物|课题|课例|课程|论文|作品|班级|集体|单位|学校|校区|科室|处室|支部|案例|成果|供应商|供货商|企业|公司|品牌|图书|项目|设备|地点|校服"
    "|场地|场所|名称|校徽|校歌|吉祥物|食谱|菜品|菜谱|教室|办公室|宿舍|食堂|教研组|年级组|备课组|教案|课件|微课|节目|社团|方案|标语|口号)"
)
_SPOKEN_OF = re.compile("^(关于)?(学习|传达|听取|部署|通报|汇报|筹备|布置)")
_ABOUT = re.compile(
    "(工作|办法|方案|安排|部署|通知|筹备|准备|情况|结果|程序|细则|规则|章程|条例|规定|纪律|培训|精神|意见|请示|批复|报告|说明|时间|标准|条件|活动"
    "|监票人|计票人)(的?(议题|事宜|事项|问题))?$"
)
_DRAFT = re.compile(r"[（(](草案|讨论稿|征求意见稿|审议稿)[）)]")
_MARKS = str.maketrans("", "", "《》“”（）() 　、")


def is_election(title: str) -> bool:
    """Check whether a title is an election's (选举)."""
    said = _said(title)
    return _ELECTS.search(said) is not None and not _is_of_things(said) and not _speaks_about(said)


def is_ballot_on_people(title: str) -> bool:
    """Check whether a title is a ballot on people (评选, 推选, 票决), which is secret as well."""
    said = _said(title)
    found = _CHOOSES.search(said)
    if found is None or _speaks_about(said):
        return False
    named = _PEOPLE.search(_THINGS.sub("", said)) is not None
    return named or (found[0] in ("推选", "推举") and not _is_of_things(said))


def _said(title: str) -> str:
    return _DRAFT.sub("", title).translate(_MARKS)


def _is_of_things(said: str) -> bool:
    """Check whether only things are chosen; an election always has people."""
    rest = _THINGS.sub("", said)
    return rest != said and "选举" not in said and _PEOPLE.search(rest) is None


def _speaks_about(said: str) -> bool:
    return _SPOKEN_OF.search(said) is not None or _ABOUT.search(said) is not None
