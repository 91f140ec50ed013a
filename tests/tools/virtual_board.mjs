// A board without a board: the MicroPython VM behind a TCP port, as an ESP32 is behind its serial port.
//
//   node virtual_board.mjs FOLDER_OF_THE_PACKAGE MACHINE VERSION HEAP      prints its port
//
// It runs boot.py and main.py, stops them on Ctrl-C, then is at MicroPython's own REPL (friendly, raw, raw paste), and starts
// anew on machine.reset(). Its files live as long as the process. What is not the VM's own: raw paste is spoken here, because
// the VM cannot wait for a byte; and the machine's name, its version and bytes of heap are the ones asked for.
// On stdin, one line each:   load FOLDER | save FOLDER | drop BYTES (cut the connection after so many received bytes) | spoil
// (the next file written gets one byte more) | room BYTES [TOLD] (of flash; TOLD: what it says it has free) | slow MS
// (for each sign of life, a line "#") | reset (as by power). Answered by "done".

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder, machine, version, heap] = process.argv.slice(2);
const { loadMicroPython } = await import(pathToFileURL(path.join(folder, 'micropython.mjs')));
const WINDOW = 128; // bytes, as on the ESP32

let flash = new Map(); // path -> bytes, between starts
let vm, socket, program, lines, paste, budget, spoil;
let room = Infinity; // bytes of flash
let told; // bytes that are said to be free, where that is not the truth
let slow = 0; // ms

// What the VM prints comes byte by byte; it leaves in one piece, with the machine's name and version in place.
let printed = [];
function print(data) {
  if (!printed.length) setImmediate(send);
  printed.push(...(data.length === undefined ? [data] : data));
}

function send() {
  const text = Buffer.from(printed.splice(0)).toString('latin1');
  const named = text
    .replace('JS with Emscripten', machine)
    .replace('1.27.0', version)
    .replace(/heap \d+/, `heap ${heap}`)
    .replace('OSError: 44\r', 'OSError: [Errno 2] ENOENT\r') // Emscripten's own numbers
    .replace('OSError: 51\r', 'OSError: [Errno 28] ENOSPC\r');
  const pieces = slow ? named.split(/(?<=#\r?\n)/) : [named];
  for (const piece of pieces) {
    speech = speech.then(async () => {
      if (slow && /#\r?\n$/.test(piece)) await new Promise((wake) => setTimeout(wake, slow));
      socket?.write(Buffer.from(piece, 'latin1'));
    });
  }
}
let speech = Promise.resolve();

const BLOCK = 4096;
const taken = () => [...files('/')].reduce((sum, at) => sum + Math.ceil(vm.FS.stat(at).size / BLOCK) * BLOCK, 0);
const free = () => (told !== undefined ? told : Math.min(room, 1 << 30) - taken());

// A flash that can be full: what does not fit is refused, and how much is free is what os.statvfs says.
function bounded(mine) {
  const write = mine.FS.write;
  mine.FS.write = (stream, ...rest) => {
    const growth = stream.node?.mounted === undefined || stream.path?.startsWith('/dev') ? 0 : rest[2];
    if (growth && taken() + growth > room) throw new mine.FS.ErrnoError(51);
    return write(stream, ...rest);
  };
  const statfs = mine.FS.statfs;
  mine.FS.statfs = (at) => ({ ...statfs(at), bsize: BLOCK, frsize: BLOCK, bfree: Math.floor(free() / BLOCK) });
}

function* files(from) {
  for (const name of vm.FS.readdir(from)) {
    const at = path.posix.join(from, name);
    if (name === '.' || name === '..' || ['/dev', '/proc', '/tmp', '/home'].includes(at)) continue;
    if (vm.FS.isDir(vm.FS.stat(at).mode)) yield* files(at);
    else yield at;
  }
}

function keep() {
  if (vm) flash = new Map([...files('/')].map((at) => [at, Buffer.from(vm.FS.readFile(at))]));
}

async function start(run) {
  keep();
  paste = undefined;
  const mine = (vm = await loadMicroPython({ heapsize: 1 << 20, linebuffer: false, stdout: print, stderr: print }));
  for (const [at, content] of flash) {
    mine.FS.mkdirTree(path.posix.dirname(at));
    mine.FS.writeFile(at, content);
  }
  bounded(mine);
  const Pin = Object.assign(() => 0, { OUT: 1 }); // nothing is wired to it
  mine.registerJsModule('machine', { Pin, reset: () => (turn = turn.then(() => start(true))) });
  const waiting = (lines = { ready: [], wake: undefined });
  mine.registerJsModule('host', {
    line: async () => {
      while (!waiting.ready.length) await new Promise((wake) => (waiting.wake = wake));
      return waiting.ready.shift();
    },
  });
  program = run && flash.has('/main.py');
  if (program) runs(mine);
  else mine.replInit();
}

async function runs(mine) {
  try {
    for (const name of ['/boot.py', '/main.py']) {
      if (flash.has(name)) await mine.runPythonAsync(flash.get(name).toString());
    }
  } catch (error) {
    if (vm === mine) print(Buffer.from(`${String(error.message).slice(0, 300)}\r\n`));
  }
  if (vm === mine) {
    program = false;
    mine.replInit();
  }
}

let typed = '';
let heard = [];
async function take(byte) {
  if (program) {
    if (byte === 3) await start(false); // service mode: the REPL, nothing runs
    else if (byte === 10 || byte === 13) {
      if (typed) lines.ready.push(typed);
      typed = '';
      lines.wake?.();
    } else typed += String.fromCharCode(byte);
    return;
  }
  if (paste) return pasted(byte);
  if (byte === 5 && !heard.length) heard = [5];
  else if (heard.length) heard.push(byte);
  if (heard.length === 3) {
    const asks = heard[1] === 0x41 && heard[2] === 1;
    const held = heard;
    heard = [];
    if (asks) {
      paste = { text: [], room: WINDOW };
      print([0x52, 1, WINDOW & 255, WINDOW >> 8, 1]);
    } else for (const one of held) vm.replProcessChar(one);
  } else if (!heard.length) vm.replProcessChar(byte);
}

function pasted(byte) {
  if (byte === 3) {
    paste = undefined;
    print(Buffer.from('\x04\x04Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n\x04>'));
    return;
  }
  if (byte !== 4) {
    paste.text.push(byte);
    paste.room -= 1;
    if (paste.room === 0) {
      paste.room = WINDOW;
      print([1]);
    }
    return;
  }
  let { text } = paste;
  if (spoil && Buffer.from(text).includes('f.close()')) {
    text = Buffer.from(Buffer.from(text).toString().replace('f.close()', "f.write(b'!')\nf.close()"));
    spoil = false;
  }
  paste = undefined;
  print([4]);
  const before = printed.length;
  for (const one of text) vm.replProcessChar(one);
  vm.replProcessChar(4);
  printed.splice(before, 2); // raw REPL says OK, raw paste does not
}

let turn = start(true);
const server = net.createServer((peer) => {
  socket?.destroy();
  socket = peer;
  peer.setNoDelay(true);
  peer.on('error', () => {});
  peer.on('data', (data) => {
    for (const byte of data) {
      turn = turn.then(async () => {
        if (socket !== peer) return;
        if (budget !== undefined && budget-- <= 0) {
          budget = undefined;
          socket = undefined;
          peer.destroy();
          return;
        }
        await take(byte);
      });
    }
  });
});

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  turn = turn.then(async () => {
    const [word, value] = line.split(' ');
    if (word === 'load') {
      flash = new Map();
      for (const name of fs.readdirSync(value, { recursive: true })) {
        const at = path.join(value, name);
        if (fs.statSync(at).isFile()) flash.set(`/${name}`, fs.readFileSync(at));
      }
      vm = undefined;
      await start(true);
    } else if (word === 'save') {
      keep();
      for (const [at, content] of flash) {
        fs.mkdirSync(path.dirname(value + at), { recursive: true });
        fs.writeFileSync(value + at, content);
      }
    } else if (word === 'drop') budget = Number(value);
    else if (word === 'slow') slow = Number(value);
    else if (word === 'room') [room, told] = line.split(' ').slice(1).map(Number);
    else if (word === 'reset') await start(true);
    else if (word === 'spoil') spoil = true;
    process.stdout.write('done\n');
  });
}).on('close', () => process.exit(0));

server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
