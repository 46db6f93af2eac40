"""The live page: one process that serves a room.

Read futures.py, picture.py and worker.py, then session.py, told.py, fork.py and room.py; desk.py, hub.py and server.py put
them on the wire, and static/ draws. The server sends keys and numbers, never sentences; languages are files in lang/ with the
same keys.
"""
