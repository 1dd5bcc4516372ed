"""What waits for whom: one list a person, kept from what every event says of whose turn it is."""
