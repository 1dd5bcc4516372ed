"""What every service stands on: contracts, errors, workflow, and the runtime that hides broker and store."""
