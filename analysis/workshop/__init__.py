"""Serve the live page: one process, one room.

Read futures.py, picture.py and worker.py first, then session.py, replay.py, counterfactual.py and room.py; ahead.py
says what is counted before it is asked for, and answers.py keeps what was counted; state.py, connections.py and
server.py put them on the wire, and static/ draws: answer.js says the number and the because, futures.js what is one
click deeper. messages.py says what a message may hold, limits.py and protocol.py how much of it a guest may send,
tunnels.py what may stand before the server. The server sends keys and numbers, never sentences: the texts are those of
analysis/words.
"""
