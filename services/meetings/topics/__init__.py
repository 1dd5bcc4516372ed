"""Topics of meetings (议题), from their proposal to their decision."""
