"""The rungs of isolation: how a zygote is started on each, and what to say where one fails."""
