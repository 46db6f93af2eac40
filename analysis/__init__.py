"""What is done with results: comparison, sweeps, studies, claims, history, figures, reports, the page, commands."""
