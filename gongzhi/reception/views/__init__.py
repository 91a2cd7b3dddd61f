"""What is shown of reception."""
