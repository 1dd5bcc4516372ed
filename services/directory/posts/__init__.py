"""Posts and their responsibilities (岗位责任)."""
