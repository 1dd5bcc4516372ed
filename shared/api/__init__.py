"""What the API of every service is made of: shapes, routes, and the inputs of steps."""
