/** Passes failures from our processes and threads to the one that waits for them. */
import { EngineFault } from '#provider/ports.ts';

/** With actions it is a fault of ours, else an error of the system, or a bug. */
export interface PassedFault {
  code: string;
  message: string;
  recommendedAction?: string[];
}

export function passedFault(error: unknown): PassedFault {
  if (error instanceof EngineFault) {
    const { code, message, recommendedAction } = error;
    return { code, message, recommendedAction };
  }
  return { code: error instanceof Error && 'code' in error ? String(error.code) : '', message: String(error) };
}

/** The failure as it was, on the other side. */
export function faultAsPassed({ code, message, recommendedAction }: PassedFault): Error {
  if (recommendedAction) return new EngineFault(code, message, recommendedAction);
  return Object.assign(new Error(message), { code });
}
