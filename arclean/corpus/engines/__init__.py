"""Thin adapters for engines that people run already: datatrove, Spark, Ray."""
