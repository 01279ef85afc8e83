"""What is timed, against whom. Run ``python -m benchmarks.run``."""
