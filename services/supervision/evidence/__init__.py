"""Files as evidence of a task's progress (佐证材料): photographs from the spot, scans, tables."""
