"""The archive (归档): a year's documents filed piece by piece, closed with a list, transferred, destroyed by two people."""
