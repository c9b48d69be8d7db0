/**
 * Attacks on how much a program may use, and on the harness that reports for it.
 *
 * @module
 */
import type { Attack, Targets } from "./hostile_attack.ts";

const REFUSED = /^error (PermissionError|OSError|FileNotFoundError|BlockingIOError)/;
const ENDED = /^(crash|timeout) /;
const TIMEOUT = /^timeout TimeoutError/;
const ANY = /^(ok|error|memory|timeout|crash) /;

/** Programs that use memory, time, output or descriptors without end. */
export function resourceAttacks(): Attack[] {
  return [
    {
      name: "memory bomb, list",
      code: "a = []\nwhile True: a.append(bytearray(10**7))",
      expect: /^memory/,
      cpuMs: 5000,
    },
    { name: "memory bomb, one object", code: "x = b'a' * 10**11", expect: /^memory MemoryError/ },
    { name: "memory bomb, text", code: "x = 'a'\nwhile True: x = x * 2", expect: /^memory/, cpuMs: 5000 },
    {
      name: "memory bomb, mmap",
      code: "import mmap\nL = []\nwhile True: L.append(mmap.mmap(-1, 1 << 26))",
      expect: /^(error OSError|memory)/,
    },
    {
      name: "memory bomb, caught",
      code: "try:\n  b'a' * 10**11\nexcept MemoryError: print('caught')",
      expect: /^ok caught/,
    },
    { name: "endless loop", code: "while True: pass", expect: TIMEOUT },
    {
      name: "endless loop that catches everything",
      code: "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
      expect: TIMEOUT,
    },
    {
      name: "endless loop that ignores signals",
      code:
        "import signal\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except Exception: pass\nwhile True: pass",
      expect: TIMEOUT,
    },
    {
      name: "alarms",
      code:
        "import signal\ndef h(*a): raise KeyError\nsignal.signal(signal.SIGALRM, h)\nsignal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\nwhile True: pass",
      expect: /^(error KeyError|crash)/,
    },
    { name: "9**9**9", code: "x = 9**9**9", expect: /^(timeout|memory)/ },
    { name: "10**10**9 as text", code: "print(len(str(10**10**9)))", expect: /^(timeout|memory|error)/ },
    { name: "factorial of 10**8", code: "import math\nmath.factorial(10**8)", expect: /^(timeout|memory)/ },
    { name: "huge shift", code: "1 << (1 << 40)", expect: /^(memory|error OverflowError|timeout)/ },
    {
      name: "power tower for sympify",
      code: "from sympy import *\nsympify('9**9**9**9')",
      expect: /^(timeout|memory|error)/,
    },
    {
      name: "catastrophic regular expression",
      code: "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
      expect: TIMEOUT,
    },
    {
      name: "quadratic parse",
      code: "import sys\nsys.set_int_max_str_digits(0)\nint('9' * 10**7)",
      expect: /^(timeout|memory)/,
    },
    { name: "output flood", code: "while True: print('x' * 10000)", expect: TIMEOUT },
    { name: "output flood, one piece", code: "print('x' * 10**8)", expect: /^ok x{512}\.\.\.x{511}$/, cpuMs: 2000 },
    {
      name: "huge exception",
      code: "raise ValueError('y' * 10**7)",
      expect: /^error ValueError: y{500}y*\.\.\.y{512}$/,
      cpuMs: 2000,
    },
    {
      name: "descriptor flood",
      code: "import os\nfd = []\nwhile True: fd.append(os.open('/dev/null', os.O_RDONLY))",
      expect: /^error (OSError|PermissionError)/,
    },
    { name: "standard input", code: "import sys\nprint(repr(sys.stdin.read()))\ninput()", expect: /^error EOFError/ },
    {
      name: "recursion",
      code: "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)",
      expect: ANY,
      cpuMs: 500,
    },
    {
      name: "recursion in C",
      code: "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor i in range(10**6): x = [x]\nrepr(x)",
      expect: ANY,
      cpuMs: 1000,
    },
    { name: "nested source", code: "(".repeat(300) + "1" + ")".repeat(300), expect: /^(error|memory)/ },
    { name: "null byte", code: "x = '\0'", expect: /^error (SyntaxError|ValueError)/ },
  ];
}

/** Programs that lie, die or sabotage. */
export function harnessAttacks({ folder }: Targets): Attack[] {
  const dir = JSON.stringify(folder);
  return [
    { name: "exit with success", code: "import os\nos._exit(0)", expect: /^crash/ },
    { name: "sys.exit(0)", code: "import sys\nsys.exit(0)", expect: /^error SystemExit: 0/ },
    { name: "segmentation fault", code: "import ctypes\nctypes.string_at(0)", expect: /^crash/ },
    {
      name: "exception without text",
      code: "class E(Exception):\n  def __str__(self): raise SystemExit\n  __repr__ = __str__\nraise E()",
      expect: /^error E: <message could not be made>/,
    },
    {
      name: "garbage on every descriptor",
      code:
        "import os\nfor fd in range(64):\n  try: os.write(fd, b'\\xff\\xff\\xff\\x7fGARBAGE')\n  except OSError: pass\nwhile True: pass",
      expect: ENDED,
    },
    {
      name: "a result for another program",
      code:
        "import os, struct\np = struct.pack('<IBBII', 1, 0, 1, 0, 0) + b'1BREACH'\nos.write(3, struct.pack('<I', len(p)) + p)\nos._exit(0)",
      expect: /^crash/,
    },
    {
      name: "its own result, then go on",
      code: "import os, struct\np = b'1FORGED'\nos.write(3, struct.pack('<I', len(p)) + p)\nwhile True: pass",
      expect: /^ok FORGED$/, // it could as well have printed it; what matters is that it does not run on
    },
    {
      name: "two results",
      code: "import os\nos.write(3, b'\\x02\\0\\0\\x001a\\x02\\0\\0\\x001b')\nwhile True: pass",
      expect: /^crash/,
    },
    { name: "an empty result", code: "import os\nos.write(3, b'\\0\\0\\0\\0')\nwhile True: pass", expect: /^crash/ },
    {
      name: "a result that never ends",
      code: "import os\nos.write(3, b'\\xff\\x1f\\0\\0' + b'1' * 100)\nwhile True: pass",
      expect: TIMEOUT,
    },
    {
      name: "a result of no text",
      code: "import os\nos.write(3, b'\\x03\\0\\0\\x001\\xff\\xfe')\nwhile True: pass",
      expect: /^ok \ufffd+$/,
    },
    {
      name: "descriptors passed to the supervisor",
      code: `import socket, array
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)
while True: s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0] * 15))])`,
      expect: /^(crash|error (PermissionError|BrokenPipeError|OSError))/,
    },
    {
      name: "sys.__stdout__",
      code: "import sys\nsys.__stdout__.write('BREACH')\nsys.__stdout__.flush()\nprint('real')",
      expect: /^ok real$/,
    },
    {
      name: "inherited descriptors",
      code: `import os
r = []
for fd in range(64):
  try: os.fstat(fd)
  except OSError as e:
    if e.errno == 9: continue
  r.append(fd)
print(r)`,
      expect: /^ok \[0, 1, 2, 3\]$/,
    },
    {
      name: "sabotage of modules",
      code:
        "import os, json, builtins, sys, struct, socket\nos._exit = os.write = os.read = os.fork = None\njson.dumps = struct.pack = None\nbuiltins.repr = builtins.len = builtins.isinstance = None\nsocket.socket = None\nsys.stdout = None\nsys.settrace(lambda *a: None)",
      expect: ANY,
    },
    {
      name: "no builtins",
      code: "import builtins\nfor n in list(vars(builtins)):\n  try: delattr(builtins, n)\n  except Exception: pass",
      expect: ANY,
    },
    {
      name: "hooks left behind",
      code:
        "import atexit, sys\natexit.register(print, 'AT')\nsys.excepthook = None\nsys.setprofile(lambda *a: 1/0)\n1/0",
      expect: /^error/,
    },
    {
      name: "find the harness",
      code: "import sys\nprint([m for m in sys.modules if m.startswith('verifier')])\nimport verifier",
      expect: /^error ModuleNotFoundError/,
    },
    {
      name: "other programs' sources",
      code:
        "import gc\nneedle = 'MARKER_OF_' + 'ANOTHER'\nfound = [o for o in gc.get_objects() if isinstance(o, dict) and any(isinstance(v, str) and needle in v for v in list(o.values()))]\nprint('BREACH' if len(found) > 1 else 'none')",
      expect: /^ok none$/,
      cpuMs: 3000,
    },
    {
      name: "code in data",
      code:
        `from sympy import sympify\nimport pickle, os\nclass P:\n  def __reduce__(self): return (os.open, (${dir} + '/pickled', os.O_CREAT | os.O_WRONLY))\npickle.loads(pickle.dumps(P()))`,
      expect: REFUSED,
    },
  ];
}
