"""The interface for programs: /api/v1, declared once, documented from the same declarations."""
