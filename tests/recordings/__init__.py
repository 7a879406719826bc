"""Sessions of real readers with the sample papers, kept to be replayed offline."""
