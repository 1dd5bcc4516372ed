"""Search over tasks."""

from shared.api.search import Searched

SEARCHED = Searched("tasks", "督办事项", ("task",))
ROUTES = ()
