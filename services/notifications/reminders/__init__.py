"""Reminders before and after deadlines, and their channels: stream, e-mail, robots of WeCom and DingTalk."""
