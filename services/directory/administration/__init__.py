"""Entering, changing, moving and closing organs and people (单位人员维护)."""
