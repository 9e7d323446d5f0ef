"""Other simulators. Each script runs in an environment that holds its simulator and nothing of the project.

It gets the path of a JSON file that says the work and prints, as its last line, a JSON object: version, rate in Hz, CPU
and wall seconds of the simulation alone (no imports, no compilation, no building), and peak memory in MB.
"""
