"""Search over meetings and topics."""

from shared.api.search import Searched

SEARCHED = Searched("meetings", "会议", ("meeting", "topic"))
ROUTES = ()
