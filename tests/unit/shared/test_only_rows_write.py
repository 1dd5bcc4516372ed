"""What a row of a table announces is announced by that row alone, and a status changes by a row alone, in every service."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.registry import workflows

SERVICES = Path("services")
ANNOUNCED = {step.announces.__name__ for table in workflows() for step in table.steps}
KEPT_OF = ("directory/domain.py", "directory/groups/domain.py", "directory/posts/domain.py")
"""Where `recorded` says what others keep of an entry, to be compared; nothing announces it (below)."""
BESIDE = {
    ("documents/outgoing/countersign_round.py", "*"): "a place of a round has a status of its own and no table",
}


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the outermost function or class that it stands in."""
    for outer in tree.body:
        for node in ast.walk(outer):
            if isinstance(node, ast.Call):
                yield getattr(outer, "name", ""), node


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    for path in sorted(SERVICES.rglob("*.py")):
        where = path.relative_to(SERVICES).as_posix()
        yield from ((where, name, call) for name, call in functions(ast.parse(path.read_text(encoding="utf-8"))))


def test_no_event_that_a_row_announces_is_made_beside_the_table() -> None:
    made = [
        f"{where}: {name} makes {event}"
        for where, name, call in calls()
        if where not in KEPT_OF
        and (event := name_of(call.func.value if name_of(call.func) == "of" else call.func)) in ANNOUNCED  # type: ignore[attr-defined]
    ]

    assert made == []


def test_no_status_is_changed_beside_the_table() -> None:
    changed = {
        (where, name)
        for where, name, call in calls()
        if name_of(call.func) == "replace" and any(each.arg == "status" for each in call.keywords)
    }

    assert {each for each in changed if each not in BESIDE and (each[0], "*") not in BESIDE} == set()


def test_every_exception_is_still_needed() -> None:
    changed = {
        (where, name)
        for where, name, call in calls()
        if name_of(call.func) == "replace" and any(each.arg == "status" for each in call.keywords)
    }

    assert {each for each in BESIDE if each not in changed and each[1] != "*"} == set()


def test_what_others_keep_of_an_entry_is_compared_and_never_announced() -> None:
    announced = [
        f"{where}: {name}"
        for where, name, call in calls()
        for each in call.keywords
        if each.arg == "announcing" and isinstance(each.value, ast.Call) and name_of(each.value.func) == "recorded"
    ]

    assert announced == []


def test_no_state_that_is_stored_in_other_fields_is_changed_beside_the_table() -> None:
    stored = {field for table in workflows() for state in table.names for field in table.puts(state)}
    changed = {
        f"{where}: {name}"
        for where, name, call in calls()
        if where.startswith("directory/") and name_of(call.func) == "replace"
        if any(each.arg in stored for each in call.keywords)
    }

    assert changed == {"directory/district.py: import_district"}, "there the file is compared, whatever is closed"
