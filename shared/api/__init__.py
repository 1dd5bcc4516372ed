"""Parts of every service's API: shapes, routes, and the inputs of steps."""
