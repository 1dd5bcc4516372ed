"""Which titles of topics say that people are elected: those are decided by secret ballot, whatever weight they were given.

The preparation of an election (方案, 办法, 工作) and a report of it are no elections.
"""

import re

ELECTION = "《中国共产党章程》第十一条"
_ELECTS = re.compile("选举|改选|补选|票选")
_PEOPLE = "(人选|人员|干部|任免|任用|委员|代表|书记|校长|主任|对象|党员|先进|候选)"
_BALLOT = re.compile(f"票决.*{_PEOPLE}|{_PEOPLE}.*票决")
_SPOKEN_OF = re.compile("^(关于)?(学习|传达|听取|研究|讨论|部署|通报|汇报|筹备|布置)")
_ABOUT = re.compile(
    "(工作|办法|方案|安排|部署|通知|筹备|准备|情况|结果|程序|细则|规则|章程|条例|规定|纪律|培训|精神|意见|请示|批复|报告|说明|时间"
    "|监票人|计票人)(的?(议题|事宜|事项|问题))?$"
)
_MARKS = str.maketrans("", "", "《》“”（）() 　")


def is_election(title: str) -> bool:
    """Check whether a title says that people are elected (选举)."""
    plain = re.sub(r"（(草案|讨论稿|征求意见稿|审议稿)）", "", title).translate(_MARKS)
    return _ELECTS.search(plain) is not None and not (_SPOKEN_OF.search(plain) or _ABOUT.search(plain))


def is_ballot_on_people(title: str) -> bool:
    """Check whether a title says that people are decided on by ballot (票决), which is secret by its name."""
    plain = title.translate(_MARKS)
    return _BALLOT.search(plain) is not None and not (_SPOKEN_OF.search(plain) or _ABOUT.search(plain))
