"""Hypothesis without its limit of 200 ms for an example: no test here asserts how long something takes."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
