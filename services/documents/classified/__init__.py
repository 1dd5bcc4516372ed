"""Classified documents (涉密公文): a register of stubs; none of their content is ever stored here."""
