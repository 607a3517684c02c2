"""Measures whole processes and compares them."""
