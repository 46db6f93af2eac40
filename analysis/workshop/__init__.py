"""The live page: one process that serves a room.

Read futures.py, picture.py and worker.py, then session.py, told.py, fork.py and room.py; desk.py, hub.py and server.py put
them on the wire, and static/ draws. What may come over it stands in messages.py, how much of it in limits.py and
protocol.py, and what may stand before the server in tunnels.py. The server sends keys and numbers, never sentences; languages are files in lang/ with the
same keys.
"""
