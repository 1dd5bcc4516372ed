"""Slow work says every few seconds that it still goes on, even while it does nothing but compute."""

import io
import subprocess
import sys
import time

from shared.progress import Progress
from tests.support.system import ROOT

QUIET = 0.2


def waited(stream: io.StringIO, lines: int) -> list[str]:
    end = time.monotonic() + 5
    while len(stream.getvalue().splitlines()) < lines and time.monotonic() < end:
        time.sleep(0.02)
    return stream.getvalue().splitlines()


def test_a_long_step_is_named_again_until_the_work_ends() -> None:
    stream = io.StringIO()
    progress = Progress(quiet=QUIET, stream=stream)
    progress.begin("通办正在启动……")
    first = waited(stream, 3)
    progress.say("  数据库已就绪")
    second = waited(stream, len(first) + 2)

    progress.end()
    said = len(stream.getvalue().splitlines())
    time.sleep(3 * QUIET)

    assert first[0] == "通办正在启动……" and first[1].startswith("  通办正在启动，已用 "), first
    assert any(each.startswith("  数据库已就绪，已用 ") for each in second), second
    assert len(stream.getvalue().splitlines()) == said


def test_what_speaks_often_enough_is_not_reminded_of() -> None:
    stream = io.StringIO()
    progress = Progress(quiet=60, stream=stream)
    progress.begin("通办正在启动……")
    progress.say("  数据库已就绪")
    progress.end()

    assert stream.getvalue().splitlines() == ["通办正在启动……", "  数据库已就绪"]


COMPUTES = f"""
from shared.progress import Progress
progress = Progress(quiet={QUIET})
progress.begin("begun")
from shared.runtime import green
green.patch()
import time
end = time.perf_counter() + {5 * QUIET}
while time.perf_counter() < end:
    sum(range(1000))
"""


def test_work_that_never_gives_way_is_reminded_of_too() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COMPUTES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout.splitlines()[0] == "begun" and done.stdout.count("begun，已用") >= 2, done.stdout
