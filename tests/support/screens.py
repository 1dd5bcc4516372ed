"""Take the pictures under docs/screens: start a separate system, fill it, and photograph eight screens in a browser."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from tests.conftest import prepare
from tests.support.system import PASSWORD, System

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Photograph the screens of a fresh system."""
    folder = ROOT / "docs" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        system = System(prepare(Path(place) / "system")).start()
        try:
            command = ["node", "e2e/screens.mjs", system.url, PASSWORD, str(folder)]
            subprocess.run(command, cwd=ROOT / "console", check=True, timeout=300)
            for each in folder.glob("*.png"):
                with Image.open(each) as picture:
                    picture.convert("RGB").quantize(192).save(each, optimize=True)
        finally:
            system.kill()


if __name__ == "__main__":
    main()
