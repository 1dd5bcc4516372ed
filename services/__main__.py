"""The command line: `python -m services all`, `python -m services documents`, and the tools around them."""

import sys

from shared.progress import STARTING

if sys.argv[1:2] == ["all"]:
    STARTING.begin("通办正在启动……")  # before anything large is read: that takes seconds on a busy machine

from shared.runtime import green

green.patch()

from services.command_line import main  # noqa: E402

if __name__ == "__main__":
    main()
