"""Where requests wait that cost much processor time, so that services stay free for the others.

A caller who hangs up while waiting costs nothing more.
"""

from shared.errors import Busy
from shared.runtime.waiting_room import WaitingRoom

SIGN_IN_SECONDS = 20.0
"""The timeout of calls that hash, in seconds: hashing is slow on purpose, and at eight in the morning everybody signs in."""
SIGN_INS = WaitingRoom(4, waiting=250, seconds=15)
"""Calls that hash a password."""
HEAVY = WaitingRoom(4, waiting=16, seconds=10, retry_after=3, refusal=Busy)
"""Drawing pages, reading files, comparing texts."""
