"""Sales records: which sales are asked for, as a list, as sums and as rows of a file."""
