"""Measures the hot path: what a cashier waits for, against `pgbench` doing the same SQL."""
