"""Read one file from standard input and write its blocks, in a separate process with limited resources."""

import json
import resource
import sys

from services.documents.text.importing import read_text
from services.documents.text.word import read_word
from shared.errors import OfficeError

MEMORY, SECONDS = 1024 * 1024 * 1024, 15


def main() -> None:
    """Answer `{"result"}` or `{"refusal"}`.

    With `--annex` for a document's page: pictures are kept between the blocks, and a text file has no title of its own.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content, annex = sys.stdin.buffer.read(), "--annex" in sys.argv
    try:
        if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            answer = {"result": read_word(content, pictures=annex).to_wire()}
        else:
            answer = {"result": read_text(content, titled=not annex).to_wire()}
    except OfficeError as refusal:
        answer = {"refusal": refusal.to_wire()}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
