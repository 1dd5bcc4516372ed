"""Read a line of JSON and a file from standard input and write images of its pages, within limits of memory and time."""

import base64
import json
import resource
import sys
from pathlib import Path

from services.documents.showing.drawing import draw
from shared.errors import OfficeError

MEMORY, SECONDS = 2 * 1024 * 1024 * 1024, 20


def main() -> None:
    """Answer `{"result"}` or `{"refusal"}`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        fonts = Path(asked["fonts"])
        drawn = draw(sys.stdin.buffer.read(), asked["name"], first=asked["first"], most=asked["most"], fonts=fonts)
        pages = [base64.b64encode(each).decode("ascii") for each in drawn.pages]
        answer = {"result": {"pages": pages, "first": drawn.first, "count": drawn.count}}
    except OfficeError as refusal:
        answer = {"refusal": refusal.to_wire()}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
