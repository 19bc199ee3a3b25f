"""Keys: who can open what.

Each ticket has a content key. It stands nowhere in the open: it is sealed (a *grant*) to the resident's key pair, whose private half
is wrapped under the return code, and to the key pair of each pool that may read. A pool's private key is sealed to each member;
a member's private key is wrapped under the password. Unlocked keys live only in session rows, wrapped by the token that only the
browser's cookie holds. Every derivation also needs the server key, which is not in the database.

So a missing right is a missing key: whoever finds a way around a check still finds nothing to read. The functions here work inside
the transaction of the action that calls them and commit nothing themselves.

Room is left for later: key generations of a member, epochs of a pool, versions of a content key, and the format byte of sealed things.
"""
