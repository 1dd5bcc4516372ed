"""Where calls that hash a password wait: it is slow on purpose, and at eight in the morning everybody signs in at once."""

from shared.runtime.waiting_room import WaitingRoom

SIGN_IN_SECONDS = 20.0
"""The timeout of calls that hash, in seconds."""
SIGN_INS = WaitingRoom(4, waiting=250, seconds=15)
"""Sign-ins queue here and not at the directory, whose workers stay free for signed-in people."""
