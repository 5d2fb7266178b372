"""The diary: one day of a store, which a host works with."""
