"""Delivery (送达): how a released document reaches its recipients, and its sender hears of them."""
