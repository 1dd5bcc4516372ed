"""Delegations: acting for a person who is away (委托代办)."""
