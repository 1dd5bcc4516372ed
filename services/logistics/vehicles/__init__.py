"""Vehicles of a legal unit, their drivers, trips and accounts (公务用车)."""
