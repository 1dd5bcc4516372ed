"""Logistics of the offices (后勤)."""
