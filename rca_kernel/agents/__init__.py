"""The loop, the engines that decide, and their prompts."""
