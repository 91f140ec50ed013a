"""A board on a bad line, as a process of its own: the board's bench behind a pty, a TCP port or a UNIX socket.

    python bad_line.py pty|tcp|PATH [--mode bench|prompt|silent|chatter] [--loss N] [--reset-after N] [--seed N]

Prints the port's name. `--loss`: of a thousand bytes, each way, so many are lost, changed, or have garbage beside them.
`--reset-after`: after that many steps, when the next one comes, everything is forgotten, the line goes dead for a moment, and
the banner comes again.
"""

import argparse
import os
import random
import socket
import sys
import time
import tty

from balancepoint.services import bench_codec as b
from balancepoint.services.bench import Bench

BANNER = b"Balancepoint 0.1.0 on a test bench\r\nready\r\n"
GARBAGE = (b"\x00\xff", b"@", b"\r\n", b"status: fine\r\n", b"@AAAA\r\n", b">>> ")


class Line:
    """Reads and writes of one end, with what gets lost on the way."""

    def __init__(self, name, loss, seed):
        self._random = random.Random(seed)
        self._loss = loss
        self._listener = self._connection = None
        if name == "pty":
            self._master, slave = os.openpty()
            tty.setraw(slave)
            self.name = os.ttyname(slave)
            return
        self._listener = socket.socket(socket.AF_INET if name == "tcp" else socket.AF_UNIX)
        self._listener.bind(("127.0.0.1", 0) if name == "tcp" else name)
        self._listener.listen()
        self.name = f"socket://127.0.0.1:{self._listener.getsockname()[1]}" if name == "tcp" else name

    def read(self):
        if self._listener is None:
            return self._noisy(os.read(self._master, 4096))
        if self._connection is None:
            self._connection = self._listener.accept()[0]
        data = self._connection.recv(4096)
        if not data:
            self.drop()
        return self._noisy(data)

    def write(self, data):
        data = self._noisy(data)
        if self._listener is None:
            os.write(self._master, data)
        elif self._connection:
            self._connection.sendall(data)

    def drop(self):
        """The line goes dead for a moment; a socket is closed."""
        if self._connection:
            self._connection.close()
            self._connection = None
        time.sleep(0.1)

    def _noisy(self, data):
        if not self._loss:
            return data
        out = bytearray()
        for byte in data:
            dice = self._random.randrange(3000)
            if dice < self._loss:
                continue
            if dice < 2 * self._loss:
                byte ^= 1 << self._random.randrange(8)
            elif dice < 3 * self._loss:
                out += self._random.choice(GARBAGE)
            out.append(byte)
        return bytes(out)


def bench():
    return Bench(lambda: time.perf_counter_ns() // 1000, lambda later, earlier: later - earlier, lambda: 61_000)


def serve(line, reset_after):
    """The application's part: lines with a mark go to the bench."""
    board, received, steps = bench(), bytearray(), set()
    while True:
        received += line.read()
        while (end := received.find(b"\n")) >= 0:
            text = bytes(received[:end])
            del received[: end + 1]
            found = b.unframe(text)
            if found and found[0] == b.STEP:
                steps.add(found[1])
            if reset_after and len(steps) > reset_after:  # this one is lost with all the rest
                reset_after = 0
                board = bench()
                received.clear()
                line.drop()
                line.write(BANNER)
            elif b.MARK in text:
                for answer in board.take(text, 0):  # no session ends by the clock on the wall
                    line.write(answer.encode() + b"\r\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("where")
    parser.add_argument("--mode", default="bench")
    parser.add_argument("--loss", type=int, default=0)
    parser.add_argument("--reset-after", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    line = Line(given.where, given.loss, given.seed)
    print(line.name, flush=True)
    if given.mode == "bench":
        serve(line, given.reset_after)
    while True:
        data = line.read()
        if given.mode == "prompt":
            line.write(data.replace(b"\n", b"\r\n") + b"SyntaxError: invalid syntax\r\n>>> ")
        elif given.mode == "chatter":
            line.write(b"rst:0x10 (RTCWDT_RTC_RESET)\r\n")


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit()
