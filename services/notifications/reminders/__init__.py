"""Reminders before deadlines and after them, and how they leave: stream, e-mail, robots of WeCom and DingTalk."""
