"""Benchmarks of Tongban against alternatives: `make bench`; see docs/bench.md. Not collected by pytest."""
