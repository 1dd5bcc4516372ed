"""Messages to people name no code, format or service, and say what to do (the words of the office)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = (
    "幂等键", "cursor）", "同时办理的人过多", "尚未同步", "系统内部出错", "炸弹", "没有这一项", "没有这个人", "没有这位", "没有发文立户",
    "（principal）", "行文方向不符", "与公文处理的规定不符",
)  # fmt: skip
SAID = re.compile(r'"([^"\n]*[一-龥][^"\n]*)"')


def test_what_people_are_told_follows_the_words_of_the_office() -> None:
    found = [
        (str(path.relative_to(ROOT)), word)
        for folder in ("services", "shared")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for said in SAID.findall(path.read_text(encoding="utf-8"))
        for word in FORBIDDEN
        if word in said
    ]

    assert found == []


FAMILIAR = frozenset((
    "PDF", "Word", "Office", "PNG", "SVG", "XML", "RTF", "mht", "DTD", "doc", "xls", "ppt", "docx", "xlsx", "pptx", ".xlsx",
    "KB", "MB", "UTF-8", "UTF-16", "WPS", "GB", "GB/T", "DA/T", "SHA-256",
))  # fmt: skip
"""Names of files, sizes and standards that an office uses."""
NOT_TOLD = (
    "services/command_", "services/demo/", "services/deployment.py", "services/verification.py", "services/__main__.py",
    "services/generated.py", "services/directory/district_file.py", "services/documents/archive/package.py",
    "services/documents/archive/app.py", "services/documents/fonts/typefaces.py", "services/gateway/openapi.py",
    "services/notifications/reminders/channels.py", "services/topology.py", "shared/runtime/",
)  # fmt: skip
"""Texts that operators read at a terminal, names of fonts and of files."""
LATIN = re.compile(r"\.?[A-Za-z]+(?:[-_/][A-Za-z0-9]+)*")
TAG = re.compile(r"[一-龥]+ [A-Z][a-z ]+")


def told(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the Chinese texts of a module: its strings, and the docstrings that are messages of errors; no patterns, and
    no text of the API's description.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left.add(id(node.value))
        if isinstance(node, ast.Call):
            compiles = isinstance(node.func, ast.Attribute) and node.func.attr == "compile"
            described = [each.value for each in node.keywords if each.arg in ("description", "examples", "pattern")]
            for part in [*(node.args if compiles else []), *described]:
                left |= {id(each) for each in ast.walk(part)}
        if isinstance(node, ast.JoinedStr):
            left |= {id(each) for each in node.values}
            if id(node) not in left:
                yield node.lineno, "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
        if isinstance(node, ast.ClassDef) and re.match("[一-龥“]", said := ast.get_docstring(node) or ""):
            yield node.lineno, said
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left:
            yield node.lineno, node.value


def test_no_refusal_speaks_of_formats_headers_or_parameters() -> None:
    found = []
    for folder in ("services", "shared"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name.startswith(NOT_TOLD):
                continue
            for line, text in told(path):
                strange = {*LATIN.findall(text)} - FAMILIAR
                if re.search("[一-龥]", text) and strange and not (TAG.fullmatch(text) or "\\d" in text or "{" in text):
                    found.append(f"{name}:{line} {sorted(strange)} {text[:80]}")

    assert found == []


def test_the_scan_of_words_finds_messages_wherever_they_stand(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'class Bad(Exception):\n    """请用 Idempotency-Key。"""\n\n\ndef say(name):\n    """Say 某事 foo."""\n'
        '    return f"{name}的 body 有误", "请求须为 JSON"\n',
        encoding="utf-8",
    )

    assert sorted(text for _, text in told(module)) == ["的 body 有误", "请求须为 JSON", "请用 Idempotency-Key。"]
