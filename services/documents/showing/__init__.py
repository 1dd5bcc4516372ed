"""The pages of attachments as images for the screen, rendered in a separate process."""
