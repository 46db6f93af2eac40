"""The live page: one process that serves a room. Read engine.py, then session.py, room.py, hub.py and server.py.

The engine sends keys and numbers, never sentences; languages are files in lang/ with the same keys.
"""
