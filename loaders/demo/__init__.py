"""The demonstration platform: an exchange database and a drop folder with published figures and 演示数据.

Nothing here is measured in the city: rows that were published keep their source, all others are marked.
"""
