"""Meetings and their rooms (会议)."""
