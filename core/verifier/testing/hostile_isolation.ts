/**
 * Attacks on what a program may reach: files, network, processes, the kernel.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Attack, Targets } from "./hostile_attack.ts";

const HARNESS = JSON.stringify(fileURLToPath(new URL("../../../python/verifier/kernel/seccomp.py", import.meta.url)));

const C = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n";
const REFUSED = /^error (PermissionError|OSError|FileNotFoundError|BlockingIOError)/;
const ENDED = /^(crash|timeout) /;

/** Tries each statement; prints BREACH and its number when one works, then `none`. */
function each(imports: string, statements: readonly string[]): string {
  const lines = statements.map((statement, i) =>
    `try:\n  r = ${statement}\n  if not (isinstance(r, int) and r < 0): print('BREACH ${i}', r)\nexcept Exception as e: print(type(e).__name__)`
  );
  return `${imports}\n${lines.join("\n")}\nprint('none')`;
}

/** Programs that reach for what is not theirs; each must be refused. */
export function isolationAttacks({ folder, port }: Targets): Attack[] {
  const file = JSON.stringify(`${folder}/secret.txt`);
  const dir = JSON.stringify(folder);
  return [
    // Files
    { name: "read a secret file", code: `print('BREACH', open(${file}).read())`, expect: REFUSED },
    { name: "read /etc/passwd", code: "print('BREACH', open('/etc/passwd').read())", expect: REFUSED },
    { name: "read the harness", code: `print('BREACH', open(${HARNESS}).read())`, expect: REFUSED },
    { name: "write a file", code: `open(${file}, 'w').write('pwned')\nprint('BREACH')`, expect: REFUSED },
    { name: "create a file", code: `open(${dir} + '/new', 'w')\nprint('BREACH')`, expect: REFUSED },
    { name: "list folders", code: each("import os", [`os.listdir(${dir})`, "os.listdir('/root')"]), expect: /none$/ },
    {
      name: "create and change by every call",
      code: each(`import os\nf, d = ${file}, ${dir}`, [
        "os.open(d, os.O_TMPFILE | os.O_RDWR)",
        "os.mkdir(d + '/m')",
        "os.unlink(f)",
        "os.rename(f, d + '/r')",
        "os.symlink(f, d + '/s')",
        "os.link(f, d + '/l')",
        "os.chmod(f, 0)",
        "os.utime(f)",
        "os.truncate(f, 0)",
        "os.setxattr(f, 'user.a', b'1')",
        "os.mkfifo(d + '/p')",
        "os.chown(f, 0, 0)",
      ]),
      expect: /none$/,
    },
    {
      name: "traverse out of a readable folder",
      code: each(`import os\nf = ${file}`, [
        "open('/usr/lib/../..' + f)",
        "open('/proc/self/root' + f)",
        "open('../../..' + f)",
        "os.chdir('/')",
      ]),
      expect: /none$/,
    },
    {
      name: "read other processes",
      code: each("import os, glob", [
        "open('/proc/self/environ').read()",
        "open('/proc/1/environ').read()",
        "open('/proc/%d/mem' % os.getppid(), 'rb')",
        "open('/proc/%d/cmdline' % os.getppid()).read()",
        "open('/proc/%d/maps' % os.getpid()).read()",
        "len(os.listdir('/proc'))",
      ]),
      expect: /none$/,
    },
    {
      name: "environment variables",
      code: "import os\nprint(sorted(os.environ))",
      expect: /^ok \['HOME', 'LC_ALL', 'TZ'\]$/,
    },
    {
      name: "devices",
      code: each("import os", [
        "os.open('/dev/shm/x', os.O_RDWR | os.O_CREAT)",
        "os.open('/dev/mem', os.O_RDONLY)",
        "os.open('/dev/tty', os.O_RDONLY)",
        "os.open('/dev/vda', os.O_RDONLY)",
        "os.listdir('/sys/kernel')",
      ]),
      expect: /none$/,
    },
    {
      name: "open by other calls",
      code: each(C, [
        `libc.syscall(437, -100, ${file}.encode(), bytes(24), 24)`,
        "libc.syscall(304, 0, 0, 0)",
        "libc.syscall(425, 8, 0)",
      ]),
      expect: /none$/,
    },
    // Network
    {
      name: "sockets of every family",
      code: each("import socket as s", [
        ...["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"].flatMap((family) => [
          `s.socket(s.${family}, s.SOCK_STREAM)`,
          `s.socket(s.${family}, s.SOCK_DGRAM)`,
          `s.socket(s.${family}, s.SOCK_RAW)`,
        ]),
        "s.socketpair()",
      ]),
      expect: /none$/,
    },
    {
      name: "connect",
      code: `import socket\nsocket.create_connection(('127.0.0.1', ${port}), 1)\nprint('BREACH')`,
      expect: /^error (PermissionError|OSError|ConnectionRefusedError)/,
    },
    {
      name: "fetch a URL",
      code: `import urllib.request\nprint('BREACH', urllib.request.urlopen('http://127.0.0.1:${port}/'))`,
      expect: /^error (URLError|OSError|PermissionError|ModuleNotFoundError)/,
    },
    // Processes
    { name: "fork", code: "import os\nos.fork()\nprint('BREACH')", expect: REFUSED },
    {
      name: "fork bomb",
      code: "import os\nwhile True:\n  try:\n    if os.fork() >= 0: print('BREACH')\n  except OSError: pass",
      expect: ENDED,
    },
    {
      name: "zombie flood",
      code:
        "import os, ctypes\nlibc = ctypes.CDLL(None)\nfor i in range(10**4):\n  if libc.fork() == 0: os._exit(0)\nprint('end')",
      expect: /^(crash|timeout|ok end)/,
    },
    {
      name: "daemon",
      code: "import os\nos.setsid()\nif os.fork() == 0:\n  os.setsid()\nprint('BREACH')",
      expect: REFUSED,
    },
    {
      name: "thread",
      code: "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\nprint('BREACH')",
      expect: /^error RuntimeError: can't start new thread/,
    },
    { name: "subprocess", code: "import subprocess\nsubprocess.run(['/bin/true'])\nprint('BREACH')", expect: REFUSED },
    {
      name: "every way to execute",
      code: each("import os", [
        "-os.system('true') or 0 if os.system('true') == 0 else -1",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.popen('echo')",
      ]),
      expect: /none$/,
    },
    {
      name: "clone with other flags",
      code: each(C, ["libc.syscall(56, 17, 0, 0, 0, 0)", "libc.syscall(56, 0x100, 0, 0, 0, 0)", "libc.syscall(57)"]),
      expect: /(none$|^crash)/,
    },
    { name: "multiprocessing", code: "import multiprocessing as m\nm.Process(target=print).start()", expect: REFUSED },
    // Signals and other processes' state
    { name: "kill all", code: "import os\nos.kill(-1, 9)\nprint('BREACH')", expect: REFUSED },
    {
      name: "kill parent, group, init, neighbours",
      code: each("import os", [
        "os.kill(os.getppid(), 9)",
        "os.kill(0, 9)",
        "os.kill(1, 9)",
        "[os.kill(p, 9) for p in range(2, 60) if p != os.getpid()]",
        "os.killpg(0, 9)",
        "os.killpg(os.getpgid(os.getppid()), 9)",
      ]),
      expect: /none$/,
    },
    {
      name: "signal by other calls",
      code: each(C + "import os, fcntl, signal\np = os.getppid()", [
        "libc.syscall(434, p, 0)",
        "libc.syscall(129, p, 9, None)",
        "libc.syscall(200, p, 9)",
        "libc.syscall(234, p, p, 9)",
        "fcntl.fcntl(3, 8, p)",
        "fcntl.fcntl(3, 10, 9)",
      ]),
      expect: /none$/,
    },
    {
      name: "ptrace and memory of others",
      code: each(C + "import os\np = os.getppid()", [
        "libc.syscall(101, 16, p, 0, 0)",
        "libc.syscall(101, 0, 0, 0, 0)",
        "libc.syscall(310, p, None, 0, None, 0, 0)",
        "libc.syscall(312, os.getpid(), p, 0, 0, 0)",
        "libc.syscall(438, 3, 0, 0)",
      ]),
      expect: /none$/,
    },
    {
      name: "raise limits",
      code: each("import resource as r, os", [
        "r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY,) * 2)",
        "r.setrlimit(r.RLIMIT_CPU, (1, 1))",
        "r.prlimit(os.getppid(), r.RLIMIT_CPU, (0, 0))",
      ]),
      expect: /none$/,
    },
    {
      name: "raw system calls",
      code: each(C, [
        "libc.syscall(41, 2, 1, 0)",
        "libc.syscall(53, 1, 1, 0, None)",
        "libc.syscall(165, 0, 0, 0, 0, 0)",
        "libc.syscall(272, 0x10000000)",
        "libc.syscall(308, 0, 0)",
        "libc.syscall(321, 0, 0, 0)",
        "libc.syscall(298, 0, 0, 0, 0, 0)",
        "libc.syscall(323, 0)",
        "libc.syscall(319, b'x', 0)",
        "libc.syscall(250, 0, 0, 0)",
        "libc.syscall(29, 0, 4096, 0o1600)",
        "libc.syscall(68, 0, 0o1600)",
        "libc.syscall(253)",
        "libc.syscall(161, b'/')",
        "libc.syscall(105, 0)",
        "libc.syscall(135, 0xffffffff)",
        "libc.syscall(157, 4, 1, 0, 0, 0)",
        "libc.syscall(317, 0, 0, 0)",
        "libc.syscall(444, 0, 0, 1)",
        "libc.syscall(126, 0, 0)",
        "libc.syscall(2, b'/tmp/z', 0o102, 0o644)",
        "libc.syscall(85, b'/tmp/z', 0o644)",
        "libc.syscall(59, b'/bin/true', 0, 0)",
        "libc.syscall(240, b'/q', 0o102, 0o600, None)",
        "libc.syscall(206, 1, 0)",
        "libc.syscall(303, 0, 0, 0)",
        "libc.syscall(300, 0, 0, 0)",
        "libc.syscall(133, b'/tmp/m', 0o10600, 0)",
        "libc.syscall(291, 0)",
        "libc.syscall(440, 0, 0, 0, 0, 0)",
        "libc.syscall(203, 0, 8, bytes(8))",
        "libc.syscall(141, 0, 0, 19)",
        "libc.syscall(95, 0)",
      ]),
      expect: /none$/,
    },
    { name: "x32 system call", code: `${C}print('BREACH', libc.syscall(0x40000000 + 41, 2, 1, 0))`, expect: /^crash/ },
    {
      name: "32-bit system call",
      code: `import ctypes, mmap
m = mmap.mmap(-1, 4096, prot=7)
m.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))
r = f()
print('BREACH' if r > 0 else 'refused', r)`,
      expect: /^(crash|ok refused)/,
    },
  ];
}
