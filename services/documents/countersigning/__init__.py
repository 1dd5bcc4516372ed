"""Countersigning for another organ (会签): requests that other organs make to the actor's own."""
