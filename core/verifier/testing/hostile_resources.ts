/**
 * Attacks on how much a program may use.
 *
 * @module
 */
import type { Attack } from "./hostile_attack.ts";

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
      name: "shared memory mapped again and again",
      code: "import mmap\nwhile True: mmap.mmap(-1, 4096).close()",
      expect: /^(crash|timeout)/, // a timeout where no program is kept, so that nobody is asked
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
    { name: "nested source for eval", code: "eval('(' * 10000 + ')' * 10000)", expect: /^(error|memory)/ },
    {
      name: "a long sum for the compiler",
      code: "compile('a = ' + '+'.join(['1'] * 200000), '', 'exec')",
      expect: ANY,
      cpuMs: 2000,
    },
    {
      name: "output flood, a value",
      code: "'x' * 10**7",
      output: "msft",
      expect: /^ok x{512}\.\.\.x{512}$/,
      cpuMs: 2000,
    },
    {
      name: "a value whose text never comes",
      code: "class X:\n  def __repr__(self):\n    while True: pass\nX()",
      output: "msft",
      expect: TIMEOUT,
    },
    { name: "null byte", code: "x = '\0'", expect: /^error (SyntaxError|ValueError)/ },
  ];
}
