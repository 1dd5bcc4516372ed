"""What Tongban is compared with, and how it fares: `make bench`; see docs/bench.md. Not collected by pytest."""
