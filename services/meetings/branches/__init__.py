"""Party branches (党支部) and what they owe (三会一课)."""
