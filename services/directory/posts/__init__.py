"""Posts and who answers for what (岗位责任)."""
