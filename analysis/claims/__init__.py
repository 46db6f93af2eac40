"""The brief's claims as experiments: what is asked, where it is tested, what was found, and the verdict."""
