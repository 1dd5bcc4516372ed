"""The one command: `python -m services all`, `python -m services documents`, and the tools around them."""

import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning, module="eventlet")
warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

from services.command_line import main  # noqa: E402

if __name__ == "__main__":
    main()
