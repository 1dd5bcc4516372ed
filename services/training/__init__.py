"""Training (培训): courses, enrolments, and each person's hours."""
