"""History: the record, the fit of the model to it, and tests of the fit."""
