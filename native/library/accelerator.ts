/**
 * Finds out which accelerators this machine has, by calling their drivers, before any library is downloaded.
 *
 * @module
 */
import type { Accelerator } from "./packages.ts";

/** An accelerator, or `auto` for the best that this machine has. */
export type AcceleratorWish = Accelerator | "auto";

/** All accelerators, in order of preference. */
export const ACCELERATORS: readonly Accelerator[] = ["cuda", "vulkan", "metal", "cpu"];

/** What the driver of one accelerator reported. */
export interface AcceleratorProbe {
  /** The accelerator that was probed. */
  readonly accelerator: Accelerator;
  /** Whether the driver has at least one device. */
  readonly found: boolean;
  /** What was found or is missing, in a few words. */
  readonly detail: string;
}

/** Probes the accelerators that exist for this operating system, in order of preference; the CPU is not among them. */
export function probeAccelerators(): AcceleratorProbe[] {
  const isApple = Deno.build.arch === "aarch64";
  switch (Deno.build.os) {
    case "darwin":
      return [{ accelerator: "metal", found: isApple, detail: isApple ? "Apple silicon" : "no Apple silicon" }];
    case "windows":
      return [probeCuda("nvcuda.dll"), probeVulkan("vulkan-1.dll")];
    default:
      return [probeCuda("libcuda.so.1"), probeVulkan("libvulkan.so.1")];
  }
}

/** The first accelerator that was found, else `cpu`. Default: what {@linkcode probeAccelerators} finds. */
export function bestAccelerator(probes: readonly AcceleratorProbe[] = probeAccelerators()): Accelerator {
  return probes.find(({ found }) => found)?.accelerator ?? "cpu";
}

/** Counts devices, because a driver may be installed without any. */
function probeCuda(name: string): AcceleratorProbe {
  return probeDriver("cuda", name, () => {
    const { symbols } = Deno.dlopen(name, {
      cuInit: { parameters: ["u32"], result: "i32" },
      cuDeviceGetCount: { parameters: ["buffer"], result: "i32" },
    });
    const status = symbols.cuInit(0);
    if (status !== 0) return `${name} answers with error ${status}`;
    const count = new Int32Array(1);
    symbols.cuDeviceGetCount(count);
    return count[0];
  });
}

function probeVulkan(name: string): AcceleratorProbe {
  return probeDriver("vulkan", name, () => {
    Deno.dlopen(name, {});
    if (Deno.build.os !== "linux") return 1;
    // A loader may offer a device that is only the CPU; a GPU of its own shows as a node.
    return [...Deno.readDirSync("/dev/dri")].filter(({ name }) => name.startsWith("renderD")).length;
  });
}

/** @param count returns how many devices there are, or what is wrong */
function probeDriver(accelerator: Accelerator, name: string, count: () => number | string): AcceleratorProbe {
  try {
    const devices = count();
    if (typeof devices === "string") return { accelerator, found: false, detail: devices };
    const detail = `${devices} ${devices === 1 ? "device" : "devices"} by ${name}`;
    return { accelerator, found: devices > 0, detail };
  } catch (error) {
    const detail = error instanceof Deno.errors.NotFound ? "no device" : `no ${name}`;
    return { accelerator, found: false, detail };
  }
}
