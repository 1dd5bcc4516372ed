"""Delegations: who acts in whose place while somebody is away (委托代办)."""
