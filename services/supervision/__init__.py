"""Supervision (督办): what was decided or ordered, who sees to it by name, until when, and whether it is done."""
