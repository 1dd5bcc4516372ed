"""One folder for each service; they never import each other and communicate only through events and calls."""
