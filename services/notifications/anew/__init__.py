"""Turns told anew after an upgrade of the service that tells them."""
