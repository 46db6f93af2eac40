"""What really happened, to hold the model against: the record, and the standing that it shows."""
