/**
 * Attacks on the harness that runs a program and reports for it: lies, deaths and sabotage.
 *
 * @module
 */
import type { Attack, Targets } from "./hostile_attack.ts";

const REFUSED = /^error (PermissionError|OSError|FileNotFoundError|BlockingIOError)/;
const ENDED = /^(crash|timeout) /;
const TIMEOUT = /^timeout TimeoutError/;
const ANY = /^(ok|error|memory|timeout|crash) /;

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
for fd in range(4096):
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
      name: "memory of the interpreter it was forked from",
      // Both needles are kept backwards, so that only what another program left can be found forwards.
      code: `import ctypes, errno, gc
libc = ctypes.CDLL(None, use_errno=True)
libc.access.argtypes = [ctypes.c_void_p, ctypes.c_int]
needle, control = 'REHTONA_FO_REKRAM'.encode(), bytes(reversed(b'own' * 9))
held = control[::-1]
def is_mapped(page):
  libc.access(page << 12, 0)
  return ctypes.get_errno() != errno.EFAULT
seen, found, controls = set(), 0, 0
for start in sorted({id(o) >> 12 for o in gc.get_objects()}):
  page = start
  while page not in seen and is_mapped(page):
    seen.add(page)
    backwards = ctypes.string_at(page << 12, 4096)[::-1]
    found += needle in backwards
    controls += control in backwards
    page += 1
print('BREACH' if found else 'none', controls > 0)`,
      expect: /^(ok none True|crash)/,
      cpuMs: 5000,
    },
    {
      name: "the harness through its frames",
      code: `import sys
frame = sys._getframe().f_back
while frame:
  names = frame.f_globals
  for name in list(names):
    if names is not globals() and not name.startswith('__'): names[name] = None
  frame = frame.f_back`,
      expect: ANY,
    },
    {
      name: "a value that is no text",
      code: `class Text(str):
  def strip(self, *a): raise SystemExit
  def __len__(self): return -1
  def encode(self, *a): raise SystemExit
class X:
  def __str__(self): return Text('lie')
X()`,
      output: "msft",
      expect: /^ok lie$/,
    },
    { name: "a surrogate, printed", code: "print('\\ud800')", expect: /^ok \\ud800$/ },
    { name: "a surrogate in the source", code: "print('\ud800')", expect: /^ok \?$/ },
    {
      name: "code in text",
      code: `from sympy import sympify\nsympify("__import__('os').open(" + repr(${dir}) + " + '/parsed', 65)")`,
      expect: /^error /,
    },
    {
      name: "code in data",
      code:
        `import pickle, os\nclass P:\n  def __reduce__(self): return (os.open, (${dir} + '/pickled', os.O_CREAT | os.O_WRONLY))\npickle.loads(pickle.dumps(P()))`,
      expect: REFUSED,
    },
  ];
}
