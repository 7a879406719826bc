"""The host for a notebook file and a kernel process: command line, benchmarks, tests."""
