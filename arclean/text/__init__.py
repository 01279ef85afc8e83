"""The line engine: how pages are folded, split and matched; pure twin of the compiled core."""
