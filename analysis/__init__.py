"""What is done with the simulator: commands, summaries, stories, tables, figures."""
