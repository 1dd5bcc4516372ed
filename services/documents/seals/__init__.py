"""Seals (印章) and their use (用印): recorded, asked for, approved, applied by a keeper, entered in a register."""
