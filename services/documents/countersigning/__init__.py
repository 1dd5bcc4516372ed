"""Countersigning for another organ (会签): what others ask one's own organ to agree to."""
