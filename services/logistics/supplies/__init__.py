"""Office supplies (办公用品): the stock of an organ, and what its people ask for and receive."""
