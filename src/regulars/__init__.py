"""Regulars: a self-hosted hub for restaurants, bars and cafés."""
