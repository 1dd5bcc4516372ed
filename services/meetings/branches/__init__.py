"""Party branches (党支部) and their required meetings (三会一课)."""
