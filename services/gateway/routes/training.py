"""Courses, and people's hours."""

from services.gateway import schemas
from services.gateway import schemas_training as training
from services.gateway.routing import Route

TAG = "培训 Training"
COURSE = "/api/v1/courses/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/courses", "Plan a course", TAG, training.Course, "training", "plan", status=201,
        body=training.NewCourse, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/courses", "List courses", TAG, training.CoursePage, "training", "search",
        query=training.CourseQuery,
    ),
    Route("GET", COURSE, "Show a course", TAG, training.Course, "training", "get"),
    Route(
        "GET", f"{COURSE}/history", "Who did what with a course", TAG, schemas.HistoryPage, "training", "history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{COURSE}/actions/{{action}}", "Take a step with a course", TAG, training.Course, "training", "act",
        body=schemas.Opinion, choices={"action": ("publish", "close")}, refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{COURSE}/enrolments", "Enrol oneself", TAG, training.Course, "training", "enrol",
        refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{COURSE}/attendance", "Record that somebody attended", TAG, training.Course, "training", "attend",
        body=training.Attendee, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/people/{id}/hours", "Show a person's hours", TAG, training.Hours, "training", "hours",
        query=training.HoursQuery,
    ),
)  # fmt: skip
