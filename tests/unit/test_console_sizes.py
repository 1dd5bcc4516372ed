"""The console stays light: the download sizes of signing in, of the inbox, and of every further screen."""

import re
from functools import cache
from pathlib import Path

BUILT = Path(__file__).parents[2] / "services" / "gateway" / "static" / "console"
ASSETS = BUILT / "assets"
NEEDED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def needs(name: str) -> frozenset[str]:
    """Return the scripts that a script needs before it runs."""
    found = frozenset(NEEDED.findall((ASSETS / name).read_text(encoding="utf-8")))
    return frozenset({name}).union(*(needs(each) for each in found - {name}))


def named(begins: str) -> str:
    [found] = [each.name for each in ASSETS.glob(f"{begins}-*.js")]
    return found


def kilobytes(names: frozenset[str]) -> float:
    return sum((ASSETS / f"{each}.gz").stat().st_size for each in names) / 1000


def first() -> frozenset[str]:
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'src="/console/assets/([\w.-]+\.js)"', page)
    styles = re.findall(r'href="/console/assets/([\w.-]+\.css)"', page)
    return frozenset(styles).union(*(needs(each) for each in scripts))


def test_signing_in_and_the_inbox_are_light() -> None:
    assert kilobytes(first() | needs(named("SignIn"))) <= 80
    assert kilobytes(first() | needs(named("InboxPage"))) <= 130


def test_every_further_screen_is_light_and_the_editor_comes_by_itself() -> None:
    before = first()
    for script in sorted(each.name for each in ASSETS.glob("*.js")):
        most = 80 if script.startswith("TextEditor") else 40
        assert kilobytes(needs(script) - before) <= most, script
    assert not any(each.startswith("TextEditor") for each in needs(named("DraftPage")))
