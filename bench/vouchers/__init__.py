"""The voucher API: what it is asked at the till, against `pgbench` doing the same SQL."""
