"""The gateway: checks the shape of what comes in and who sends it, and passes it on; services decide."""
