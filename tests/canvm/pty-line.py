#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A serial line: two pseudo terminals, joined; their paths go to the file LEFT-AND-RIGHT.

    pty-line.py FILE
"""
import os
import select
import sys
import tty

masters, slaves = zip(os.openpty(), os.openpty())
for fd in slaves:
    tty.setraw(fd)
with open(sys.argv[1] + '.new', 'w') as file:
    file.write(' '.join(map(os.ttyname, slaves)) + '\n')
os.rename(sys.argv[1] + '.new', sys.argv[1])
while True:
    for fd in select.select(masters, [], [])[0]:
        os.write(masters[fd == masters[0]], os.read(fd, 4096))
