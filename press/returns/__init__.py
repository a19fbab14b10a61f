"""What comes back to the return path, read and classified. Nothing here writes."""
