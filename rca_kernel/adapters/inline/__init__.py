"""The host for front ends without the extension: runs in the kernel, between the user's cells."""
