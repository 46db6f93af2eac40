"""Results on disk: a manifest, parts in Parquet that exist whole or not at all, and their hashes."""
