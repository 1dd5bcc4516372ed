"""Meetings that recur (例会)."""
