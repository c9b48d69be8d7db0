/**
 * Which of llama.cpp's libraries is worth fetching on this machine: found out by asking the driver, before anything is
 * downloaded.
 *
 * @module
 */
import type { Accelerator } from "./npm_package.ts";

/** An accelerator, or the best that this machine has. */
export type AcceleratorWish = Accelerator | "auto";

/** Names of the accelerators, the processor last. */
export const ACCELERATORS: readonly Accelerator[] = ["cuda", "vulkan", "metal", "cpu"];

/** What a driver answered. */
export interface AcceleratorProbe {
  /** Which one. */
  readonly accelerator: Accelerator;
  /** Whether it can compute here. */
  readonly found: boolean;
  /** What was found, or what is missing. */
  readonly detail: string;
}

/** Asks the drivers of this machine. */
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

/** The first that was found, else the processor. */
export function bestAccelerator(probes: readonly AcceleratorProbe[] = probeAccelerators()): Accelerator {
  return probes.find(({ found }) => found)?.accelerator ?? "cpu";
}

/** A driver without a device is as good as none: it is asked how many there are. */
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
    // A loader may bring a device that is the processor again; one of its own shows as a node.
    return [...Deno.readDirSync("/dev/dri")].filter(({ name }) => name.startsWith("renderD")).length;
  });
}

/** @param count says how many devices there are, or what is wrong */
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
