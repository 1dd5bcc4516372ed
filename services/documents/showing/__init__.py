"""The pages of attachments as images for the screen, drawn in a process of their own."""
