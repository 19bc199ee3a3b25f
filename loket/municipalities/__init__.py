"""Municipalities: who runs a desk. Its name, address, hours and promises.

Every request belongs to one municipality: by its host name, by the first part of the path, or because there is only one.
A request that belongs to none is answered by nobody.
"""
