"""Many payloads of one dialect, from JSON to the columns of a table: ours, and what replaces it."""
