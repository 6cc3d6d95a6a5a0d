"""Gates of their own: what `verify` asks of a lesson beside what its checks do."""
