/** Running programs from the set-up, which must work on Node 20 with nothing installed. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Informs the person, apart from what the program itself prints. */
export const say = (text) => process.stderr.write(`${text}\n`);

/** Ends the set-up with a message that says what to do. */
export class SetupProblem extends Error {}

/**
 * The environment in which the project's own Node and tools are found first. Node caches our compiled programs: a
 * helper that is started for each part of a backup then starts in less than half the time.
 */
export const projectEnvironment = () => ({
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node'),
  ...process.env,
  PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
});

/**
 * Runs a program to its end and returns its exit status. Its output goes where ours goes, unless `onOutput` takes it.
 * Signals that we get are passed on, so that Ctrl+C ends the program in its own way.
 */
export function run(command, args, { onOutput, env = projectEnvironment() } = {}) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['inherit', onOutput ? 'pipe' : 'inherit', 'inherit'] });
  if (onOutput) child.stdout.setEncoding('utf8').on('data', onOutput);
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(status ?? 128 + (system.signals[signal] ?? 0));
    });
  });
}

/** The same for a step that has to succeed. */
export async function must(what, command, args, options) {
  const status = await run(command, args, options);
  if (status !== 0) throw new SetupProblem(`${what} failed (${command} ${args.join(' ')}, exit status ${status}).`);
}

/** The output of a short program; undefined when it cannot be run or fails. */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env: projectEnvironment() });
  return status === 0 ? stdout.trim() : undefined;
}

/** Whether a program is on PATH, or at the given path. */
export function isProgram(name) {
  const places = name.includes('/')
    ? [name]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a set-up and turns problems that a person can solve into their message alone. */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(`\n${error.message}`);
    process.exitCode = 1;
  }
}
