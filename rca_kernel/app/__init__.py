"""Configuration, the session, the command line and the kernel extension: the only wiring place."""
