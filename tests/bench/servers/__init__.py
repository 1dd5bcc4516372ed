"""What is measured, and what it is measured against: each a process of its own."""
