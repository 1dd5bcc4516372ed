"""Seals (印章) and their use (用印): recorded, requested, approved, affixed by a keeper, entered in a register."""
