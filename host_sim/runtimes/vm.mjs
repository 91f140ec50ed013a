// The MicroPython VM as a child process: `node vm.mjs FOLDER_OF_THE_PACKAGE HEAP`, driven by vm.py over stdin and stdout.
//
// Both directions carry frames: one letter, length as four bytes little-endian, body.
//   in:   F file (path, NUL, content)   R run (source)   D data for a program that reads /dev/host
//   out:  D data written to /dev/host   P printed   X the source ran to its end   E it raised (traceback)
// A program's own reading and writing is synchronous, so that it may run in lockstep with the parent.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const HEAP = Number(process.argv[3]); // bytes to begin with; it grows
const STACK = 1 << 14; // words for Python frames

const { loadMicroPython } = await import(pathToFileURL(path.join(process.argv[2], 'micropython.mjs')));

let input = Buffer.alloc(1 << 16);
let begin = 0;
let end = 0;

function fill(count) {
  if (end - begin >= count) return;
  input.copyWithin(0, begin, end);
  end -= begin;
  begin = 0;
  if (input.length < count) input = Buffer.concat([input.subarray(0, end), Buffer.alloc(count)]);
  while (end < count) {
    const got = fs.readSync(0, input, end, input.length - end);
    if (got === 0) process.exit(0); // the parent is gone
    end += got;
  }
}

function header() {
  fill(5);
  return [String.fromCharCode(input[begin]), input.readUInt32LE(begin + 1)];
}

function body(length) {
  fill(5 + length);
  const taken = Buffer.from(input.subarray(begin + 5, begin + 5 + length));
  begin += 5 + length;
  return taken;
}

let output = Buffer.alloc(1 << 12);

function send(letter, bytes, offset = 0, length = bytes.length) {
  if (output.length < 5 + length) output = Buffer.alloc(2 * (5 + length));
  output.write(letter, 0, 'latin1');
  output.writeUInt32LE(length, 1);
  output.set(bytes.subarray(offset, offset + length), 5);
  for (let sent = 0; sent < 5 + length; ) sent += fs.writeSync(1, output, sent, 5 + length - sent);
}

const printed = [];

function flush() {
  if (printed.length) send('P', Buffer.from(printed.splice(0)));
}

function print(byte) {
  printed.push(byte[0]);
  if (byte[0] === 10 || printed.length >= 4096) flush();
}

let data = Buffer.alloc(0);

const device = {
  read(stream, heap, offset, length) {
    if (data.length === 0) {
      flush();
      const [letter, size] = header();
      if (letter !== 'D') return 0; // the parent has gone on to the next command
      data = body(size);
    }
    const count = Math.min(length, data.length);
    heap.set(data.subarray(0, count), offset);
    data = data.subarray(count);
    return count;
  },
  write(stream, heap, offset, length) {
    flush();
    send('D', heap, offset, length);
    return length;
  },
};

// us of processor time: what else the machine does is no part of a tick. In Python: `from js import processor_us`.
globalThis.processor_us = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const vm = await loadMicroPython({ heapsize: HEAP, pystack: STACK, stdout: print, stderr: print, linebuffer: false });
const place = vm.FS.makedev(64, 0);
vm.FS.registerDevice(place, device);
vm.FS.mkdev('/dev/host', 0o666, place);

for (;;) {
  const [letter, size] = header();
  const content = body(size);
  if (letter === 'F') {
    const cut = content.indexOf(0);
    const name = content.subarray(0, cut).toString();
    vm.FS.mkdirTree(path.posix.dirname(name));
    vm.FS.writeFile(name, content.subarray(cut + 1));
  } else if (letter === 'R') {
    data = Buffer.alloc(0);
    let told = null;
    try {
      vm.runPython(content.toString());
    } catch (error) {
      // not `error.stack`: that is the whole minified bundle
      told = String(error.message);
    }
    flush();
    if (told === null) send('X', Buffer.alloc(0));
    else send('E', Buffer.from(told));
  } // D here was meant for a program that has ended
}
