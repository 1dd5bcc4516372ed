"""The gateway: validates and authenticates requests and passes them on; services decide."""
