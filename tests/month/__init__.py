"""The compiled lane's kernel."""
