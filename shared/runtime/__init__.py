"""The outer layer: everything that knows nameko, kombu, eventlet or pymongo. Nothing outside this folder does."""
