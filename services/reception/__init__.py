"""Official visits (公务接待): planned, applied for by the rules, approved, given their room, and closed."""
