"""The platforms, a table each, and what lays out the dialects that no path can read."""
