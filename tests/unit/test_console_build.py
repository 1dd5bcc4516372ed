"""The console's built files are those of its sources."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
SINGLE = ("index.html", "package.json", "package-lock.json", "vite.config.ts", "tools/finish.mjs")


def test_the_built_console_is_that_of_the_sources_and_the_api() -> None:
    console = ROOT / "console"
    found = [each for each in (console / "src").rglob("*") if each.is_file()]
    found = [each for each in found if not each.name.endswith(("schema.d.ts", ".test.ts"))]
    found += [console / name for name in SINGLE] + [ROOT / "docs" / "generated" / "openapi.json"]
    whole = hashlib.sha256()
    for name, path in sorted((each.relative_to(ROOT).as_posix(), each) for each in found):
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())

    built = json.loads((ROOT / "services/gateway/static/console/build.json").read_text())

    assert built["sources"] == whole.hexdigest(), "run `make console`"
