"""The one command: `python -m services all`, `python -m services documents`, and the tools around them."""

import sys
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning, module="eventlet")
warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")

if sys.argv[1:2] == ["all"]:
    print("通办正在启动……", flush=True)  # before anything large is read: that takes seconds on a busy machine

import eventlet  # noqa: E402

eventlet.monkey_patch()

from services.command_line import main  # noqa: E402

if __name__ == "__main__":
    main()
