"""Classified documents (涉密公文): a register of stubs; nothing that they say ever stands here."""
