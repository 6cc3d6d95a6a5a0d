"""From what a learning management system hands out to `submitted/`."""
