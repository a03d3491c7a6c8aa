"""The demo of `make run`: invented people playing 2024 on the real plan, through the same actions as the buttons."""
