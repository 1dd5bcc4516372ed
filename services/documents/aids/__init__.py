"""Writing aids of one person: stock phrases and autosaved drafts. Nothing else depends on them."""
