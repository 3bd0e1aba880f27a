"""Reports of what a monitor and a collector hold: text, JSON and pictures."""
