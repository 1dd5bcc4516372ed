"""The trails of the directory, for the auditor (日志)."""
