"""Incoming documents (收文): received, registered, assessed, handled and answered."""
