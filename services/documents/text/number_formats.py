"""Word's number formats (ISO/IEC 29500-1, 17.18.59, ST_NumberFormat)."""

from collections.abc import Callable, Mapping

DIGITS = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
         (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
ALPHABETS = {
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ",
    "irohaFullWidth": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
    "russianLower": RUSSIAN,
    "russianUpper": RUSSIAN.upper(),
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "thaiLetters": "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    "hindiVowels": "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
    "hindiConsonants": "अआइईउऊऋऌऍऎएऐऑऒओऔ",
}
"""Formats that count along an alphabet and restart after it."""
FIGURES = {
    "ideographDigital": "〇一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "taiwaneseDigital": "○一二三四五六七八九",
    "koreanDigital": "영일이삼사오육칠팔구",
    "koreanDigital2": "零一二三四五六七八九",
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
    "hindiNumbers": "०१२३४५६७८९",
    "thaiNumbers": "๐๑๒๓๔๕๖๗๘๙",
}
"""Formats that write each figure separately."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
CIRCLED_CHINESE = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
CHICAGO = "*†‡§"
UNWRITTEN = ("hindiCounting", "thaiCounting", "vietnameseCounting", "bahtText", "dollarText", "hebrew1", "koreanCounting",
             "koreanLegal")  # fmt: skip
"""Formats in the words of languages not used here: they become figures, and the loss is reported."""


def chinese(number: int, digits: str = DIGITS, units: str = "十百千", myriad: str = "万", *, short: bool = True) -> str:
    """Format a number as in headings: 十二, 一百零五; `short` leaves out the first 一 of 一十二."""
    if not 0 < number < 100_000_000:
        return str(number)
    high, low = divmod(number, 10_000)
    if high:
        rest = f"{digits[0] if 0 < low < 1000 else ''}{chinese(low, digits, units, myriad, short=False)}" if low else ""
        return chinese(high, digits, units, myriad, short=short) + myriad + rest
    written, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += (digits[0] if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return written[1:] if short and written.startswith(digits[1] + units[0]) else written


def formatted(kind: str, number: int, pattern: str = "") -> str:
    """Format a number; `pattern` is that of the format `custom`, such as `001, 002, 003, ...`."""
    if kind in FIGURES:
        return "".join(FIGURES[kind][int(each)] for each in str(max(number, 0)))
    if kind in ALPHABETS:
        alphabet = ALPHABETS[kind]
        return alphabet[(number - 1) % len(alphabet)] if number > 0 else str(number)
    if kind == "custom" and (first := pattern.partition(",")[0].strip()).isdigit():
        return str(number).zfill(len(first))
    write = WRITTEN.get(kind)
    return str(number) if write is None or number < 0 or (number == 0 and kind not in FROM_ZERO) else write(number)


def _roman(number: int) -> str:
    written = ""
    for amount, sign in ROMAN:
        written += sign * (number // amount)
        number %= amount
    return written


def _letters(number: int) -> str:
    """Format as a … z, aa, bb: the letter repeated, as Word does."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)


def _among(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _cardinal(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for amount, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= amount:
            rest = number % amount
            return f"{_cardinal(number // amount)} {name}" + (f" {_cardinal(rest)}" if rest else "")
    return str(number)


def _ordinal_text(number: int) -> str:
    head, sign, last = (words := _cardinal(number)).rpartition("-" if "-" in words.split(" ")[-1] else " ")
    ended = IRREGULAR.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head}{sign}{ended}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _sexagenary(number: int) -> str:
    return STEMS[(number - 1) % 10] + BRANCHES[(number - 1) % 12]


FROM_ZERO = ("decimalZero", "numberInDash", "hex")
WRITTEN: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand",
                     "taiwaneseCounting"), chinese),
    "chineseLegalSimplified": lambda number: chinese(number, LEGAL, "拾佰仟", short=False),
    "ideographLegalTraditional": lambda number: chinese(number, LEGAL_TRADITIONAL, "拾佰仟", "萬", short=False),
    "japaneseLegal": lambda number: chinese(number, "零壱弐参四伍六七八九", "拾百阡", "萬", short=False),
    "ideographZodiacTraditional": _sexagenary,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "cardinalText": lambda number: _cardinal(number).capitalize(),
    "ordinalText": lambda number: _ordinal_text(number).capitalize(),
    "hex": lambda number: f"{number:X}",
    "chicago": lambda number: CHICAGO[(number - 1) % 4] * ((number - 1) // 4 + 1),
    "decimalEnclosedCircle": _among(CIRCLED),
    "decimalEnclosedCircleChinese": _among(CIRCLED),
    "ideographEnclosedCircle": _among(CIRCLED_CHINESE),
    "decimalEnclosedFullstop": _among(STOPPED),
    "decimalEnclosedParen": _among(BRACKETED),
    "decimalZero": lambda number: f"{number:02}",
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
}  # fmt: skip
