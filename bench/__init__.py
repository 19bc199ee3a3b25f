"""How much a machine carries: `make bench`. The server has one core, the load another; everything stays on this machine.

Each figure stands beside a bare Flask page with one insert, or a bare Socket.IO echo, measured in the same run on the same server.
"""
