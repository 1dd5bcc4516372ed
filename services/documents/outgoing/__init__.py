"""Outgoing documents (发文): drafted, examined, signed, numbered and released."""
