"""Rows by the page: tables of any length, sorted and filtered in the warehouse, never in the browser."""
