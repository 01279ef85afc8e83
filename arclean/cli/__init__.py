"""The command ``arclean``: wiring between the shell and the rooms below, and nothing else."""
