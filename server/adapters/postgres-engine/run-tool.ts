/** Runs a tool without a shell and streams its output. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import type { EngineFault } from '#provider/ports.ts';
import { endingWithUs } from '../dies-with-us.ts';
import { endedFromOutside } from '../ended-from-outside.ts';
import { lowerPriority } from '../lower-priority.ts';
import type { PipedOutput } from '../piped-output.ts';
import { toolStarted } from '../tool-watch.ts';
import { explained, faultOfTool, toolsMissing } from './faults.ts';
import { lastWords } from './tool-words.ts';

const KILL_AFTER_MS = 5000;
/** How much of a tool's last messages is kept: enough for the cause. */
const STDERR_BYTES = 16 * 1024;

export interface ToolCall {
  path: string;
  args: readonly string[];
  env: Record<string, string>;
  signal: AbortSignal;
  /** Called often, with the bytes that the tool has written so far. */
  onBytes: (total: number) => void;
  /** Makes a fault of its last messages on standard error. Default: for tools that read a server. */
  faultOf?: typeof faultOfTool;
  /** Called when the tool has succeeded, with its warnings. */
  onWords?: (stderr: string) => void;
  /** Receives its standard error as a stream. */
  onErrorText?: (text: string) => void;
  /** Called when it has ended in any way and its standard error is read. */
  onClosed?: (status: number | null) => void;
}

/**
 * The tool's standard output. It ends only when the tool ended well, and throws an `EngineFault` otherwise: a truncated
 * stream never looks complete. The tool starts at the first read; leaving early stops it.
 */
export const outputOf = (call: ToolCall): PipedOutput => ({
  async *[Symbol.asyncIterator]() {
    const tool = startTool(call, ['ignore', 'pipe', 'pipe']);
    let total = 0;
    try {
      for await (const chunk of tool.child.stdout ?? []) {
        call.onBytes((total += (chunk as Uint8Array).length));
        yield chunk as Uint8Array;
      }
      await tool.ended();
    } finally {
      tool.stop();
    }
  },

  async pipeInto(target, signal) {
    const tool = startTool(call, ['ignore', target, 'pipe']);
    lowerPriority(tool.child);
    // The tool has its own copy of the pipe now. With ours open, the reader would never see the end.
    target.destroy();
    signal.addEventListener('abort', tool.stop, { once: true });
    try {
      await tool.ended();
    } finally {
      signal.removeEventListener('abort', tool.stop);
      tool.stop();
    }
  },

  reportBytes: call.onBytes,
  signal: call.signal,
});

/**
 * Feeds a tool's standard input to the end of `plain`, and resolves when the tool succeeded. When `plain` throws, the
 * tool is stopped and the error rethrown.
 */
export async function feed(call: ToolCall, plain: AsyncIterable<Uint8Array>): Promise<void> {
  const tool = startTool(call, ['pipe', 'ignore', 'pipe']);
  const { stdin } = tool.child;
  if (stdin === null) throw new Error('The tool has no standard input.');
  // A tool that ends early breaks its pipe; its exit status and messages show why.
  stdin.on('error', () => undefined);
  // The piece is valid until the next is requested.
  const written = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      stdin.write(chunk, () => resolve());
    });
  try {
    let total = 0;
    for await (const chunk of plain) {
      if (stdin.destroyed) break;
      call.onBytes((total += chunk.length));
      await written(chunk);
    }
    stdin.end();
    await tool.ended();
  } finally {
    tool.stop();
  }
}

function startTool(call: ToolCall, stdio: StdioOptions) {
  const { path, args, env, signal, faultOf = faultOfTool, onWords, onErrorText, onClosed } = call;
  throwIfStopped(signal);
  const hasEnded = toolStarted(basename(path));
  const child = spawn(...endingWithUs(path, args), { env, stdio, windowsHide: true });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // The exit status is needed after the output is read, and a failed start must be reported.
  const close = (status: number | null): void => {
    hasEnded(status);
    onClosed?.(status);
  };
  closed.then(
    ([status]) => close(status),
    () => close(null),
  );
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-STDERR_BYTES);
    onErrorText?.(text);
  });
  let isStoppedByUs = false;
  const kill = () => {
    isStoppedByUs = true;
    stopChild(child);
  };
  signal.addEventListener('abort', kill, { once: true });
  return {
    child,
    stop: () => {
      signal.removeEventListener('abort', kill);
      kill();
    },
    ended: async (): Promise<void> => {
      const [status, killedBy] = await closed.catch(() => {
        throw toolsMissing();
      });
      throwIfStopped(signal);
      if (killedBy !== null && !isStoppedByUs) throw withDetails(endedFromOutside(basename(path), killedBy), words);
      if (status !== 0) throw withDetails(faultOf(basename(path), words), words);
      if (words !== '') onWords?.(words);
    },
  };
}

function withDetails(fault: EngineFault, stderr: string): EngineFault {
  const toolOutput = lastWords(stderr);
  if (toolOutput !== '') fault.details = { ...fault.details, toolOutput };
  return fault;
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw explained(signal.reason, signal);
}

function stopChild(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  child.once('close', () => clearTimeout(timer));
}
