"""One folder a service; they never import each other and meet only through events and calls."""
