"""Training (培训): courses, who takes part, and the hours that each person earned."""
