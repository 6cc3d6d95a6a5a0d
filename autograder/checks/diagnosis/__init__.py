"""Naming the mistake behind a wrong result."""
