"""The foundation of every service: contracts, errors, workflow, and the runtime that hides broker and store."""
