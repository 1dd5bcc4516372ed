"""Official visits (公务接待): planned, applied for by the rules, approved, given a room, and finished."""
