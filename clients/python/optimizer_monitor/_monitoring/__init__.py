"""Monitoring in terms of a monitor and a collector: what they record, in memory and through the client."""
