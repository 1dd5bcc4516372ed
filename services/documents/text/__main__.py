"""Read one file from standard input and write its blocks, in a separate process with limited resources."""

import json
import resource
import sys

from services.documents.text.importing import read_text
from services.documents.text.word import read_word
from shared.errors import OfficeError

MEMORY, SECONDS = 1024 * 1024 * 1024, 15


def main() -> None:
    """Answer `{"result"}` or `{"refusal"}`; with `--pictures` pictures are kept between the blocks."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    try:
        if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            answer = {"result": read_word(content, pictures="--pictures" in sys.argv).to_wire()}
        else:
            answer = {"result": read_text(content).to_wire()}
    except OfficeError as refusal:
        answer = {"refusal": refusal.to_wire()}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
