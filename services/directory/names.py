"""Name search as people type: by characters, by pinyin, by initials, and by any mixture of these (姓名检索)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

Sounds = tuple[tuple[str, ...], ...]
"""A name character by character; each has the character itself first, then its readings."""

SURNAMES: Mapping[str, tuple[str, ...]] = {
    "万俟": ("mo qi",), "尉迟": ("yu chi",), "长孙": ("zhang sun",), "澹台": ("tan tai",), "鲜于": ("xian yu",),
    "单于": ("chan yu",), "亓官": ("qi guan",), "令狐": ("ling hu",), "宰父": ("zai fu",),
    "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "曾": ("zeng",), "查": ("zha",), "任": ("ren",), "华": ("hua",),
    "区": ("ou",), "朴": ("piao",), "翟": ("zhai", "di"), "缪": ("miao",), "覃": ("qin", "tan"), "盖": ("ge", "gai"),
    "乐": ("yue", "le"), "冼": ("xian",), "洗": ("xian",), "员": ("yun",), "黑": ("he",), "折": ("she",), "逄": ("pang",),
    "郇": ("xun", "huan"), "宿": ("su",), "召": ("shao",), "都": ("du",), "能": ("nai",), "种": ("chong",), "逯": ("lu",),
    "纪": ("ji",), "燕": ("yan",), "应": ("ying",), "哈": ("ha",), "宁": ("ning",), "牟": ("mu", "mou"), "那": ("na",),
    "柏": ("bai", "bo"), "卜": ("bu",), "秘": ("bi", "mi"), "祭": ("zhai", "ji"), "过": ("guo",), "谌": ("chen", "shen"),
    "隗": ("wei", "kui"), "郗": ("xi", "chi"), "车": ("che",), "石": ("shi",), "沈": ("shen",), "叶": ("ye",),
    "臧": ("zang",), "訾": ("zi",), "阚": ("kan",), "莘": ("shen", "xin"), "殷": ("yin",), "晁": ("chao",), "佴": ("nai",),
    "幺": ("yao",), "么": ("yao",), "句": ("gou",), "盛": ("sheng",), "宓": ("mi", "fu"), "藏": ("zang",),
    "行": ("xing",), "相": ("xiang",), "强": ("qiang",), "颉": ("xie", "jie"), "贲": ("ben",), "曲": ("qu",), "尹": ("yin",),
    "褚": ("chu",), "繁": ("po",), "不": ("fou",), "适": ("kuo",), "尉": ("wei", "yu"), "长": ("zhang", "chang"),
    "重": ("chong",), "少": ("shao",), "朝": ("chao",), "干": ("gan",), "大": ("da",), "薄": ("bo",), "合": ("he",),
    "弹": ("tan",), "参": ("shen", "can"), "炅": ("gui",), "俞": ("yu",), "於": ("yu",), "樊": ("fan",), "瞿": ("qu",),
    "呂": ("lv",), "吕": ("lv",), "璩": ("qu",), "仝": ("tong",), "芮": ("rui",), "闫": ("yan",), "亓": ("qi",),
    "乜": ("nie",), "佘": ("she",), "厍": ("she",), "冒": ("mao",), "教": ("jiao",), "降": ("jiang",), "奇": ("qi",),
    "夏侯": ("xia hou",), "呼延": ("hu yan",), "皇甫": ("huang fu",), "宇文": ("yu wen",), "拓跋": ("tuo ba",),
}  # fmt: skip
"""Readings of characters in surnames that differ from the common one, or are several (姓氏异读)."""
DEEPEST = 6
"""The number of typed letters used as a key; the rest is compared with the name itself."""
START = "^"
"""Marks keys at the beginning of a name, which are listed first."""
DOTS = frozenset("·•・‧．")
"""Marks between the parts of a name (阿依古丽·买买提), which nobody types."""
_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_INITIALS = ("zh", "ch", "sh")


def readings(name: str, *, of_person: bool) -> Sounds:
    """Return the readings of a name, character by character; a person's surname in its reading as a surname."""
    from pypinyin import Style, pinyin  # thirty megabytes, needed only where a name is entered

    spoken = pinyin(name, style=Style.NORMAL)
    if len(spoken) != len(name):  # letters and what has no reading come as one
        spoken = [pinyin(each, style=Style.NORMAL)[0] for each in name]
    sounds = [(each, *said) for each, said in zip(name, spoken, strict=True)]
    if of_person:
        surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
        for place, said in enumerate(zip(*(each.split() for each in SURNAMES.get(surname, ())), strict=True)):
            sounds[place] = (name[place], *said)
    typed = [each for each in sounds if each[0] not in DOTS]
    return tuple(tuple(dict.fromkeys(form for form in map(_plain, each) if form)) or ("·",) for each in typed)


def spelled(sounds: Sounds) -> str:
    """Return the spelling of a name, for sorting."""
    return "".join(each[1] if len(each) > 1 else each[0] for each in sounds)


def words_of(typed: str) -> Sequence[str]:
    """Split typed text into words: runs of letters and figures, and runs of characters."""
    return _WORD.findall(_plain(typed))


def keys_of(names: Sequence[Sounds], *, deepest: int = DEEPEST) -> list[str]:
    """Return the search keys of these names: everything that may be typed for a part of one, at most `deepest` long."""
    ways = [way for name in names for way in _ways(name)]
    first = {key for way in ways for key in _beginnings(way, deepest)}
    further = {key for way in ways for place in range(1, len(way)) for key in _beginnings(way[place:], deepest)}
    return [*(START + key for key in sorted(first)), *sorted(further - first)]


def fits(word: str, names: Sequence[Sounds]) -> bool:
    """Check whether a word matches part of a name: by its characters, or each by its reading or its initial."""
    ways = (way for name in names for way in _ways(name))
    return any(_consumed(word, way[place:]) for way in ways for place in range(len(way)))


def _ways(name: Sounds) -> tuple[Sounds, Sounds]:
    """Return the two forms in which a name may be typed: its characters and its readings."""
    return tuple(each[:1] for each in name), tuple(each[1:] or each for each in name)


def _beginnings(name: Sounds, deepest: int) -> Iterator[str]:
    for form in name[0] if name and deepest > 0 else ():
        yield from (form[:length] for length in range(1, min(len(form), deepest) + 1))
        for stem in _stems(form):
            yield from (stem + rest for rest in _beginnings(name[1:], deepest - len(stem)))


def _consumed(word: str, name: Sounds) -> bool:
    return any(
        form.startswith(word)
        or any(word.startswith(stem) and _consumed(word[len(stem) :], name[1:]) for stem in _stems(form))
        for form in (name[0] if name else ())
    )


def _stems(form: str) -> set[str]:
    """Return what may be typed for a character that another follows: its reading, or its initial."""
    return {form, form[:1], form[:2] if form.startswith(_INITIALS) else form}


def _plain(text: str) -> str:
    """Normalise letters to lower case without marks; `ü` is typed as `v`."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ü", "v"))
    return "".join(each for each in folded if not unicodedata.combining(each))
