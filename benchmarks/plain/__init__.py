"""The models as one would write them down in Brian2, without the project's engine: what its speed is measured against.

Brian2's default compiler flags, equations as in a textbook, random numbers and monitors as Brian2 offers them.
"""
