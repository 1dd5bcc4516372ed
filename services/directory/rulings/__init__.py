"""Rules of a district for its offices (本区规定): kinds, number series, limits, retention, receivers; from a day on."""
