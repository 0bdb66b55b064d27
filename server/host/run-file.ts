/** `run.json` in the data folder: where the running server is, for the commands beside it. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const runFile = z.object({ url: z.string(), pid: z.number() });
export type RunningServer = z.infer<typeof runFile>;

const pathIn = (dataDir: string): string => join(dataDir, 'run.json');

export const writeRunFile = (dataDir: string, server: RunningServer): Promise<void> =>
  writeFile(pathIn(dataDir), `${JSON.stringify(server)}\n`, { mode: 0o600 });

export const removeRunFile = (dataDir: string): Promise<void> => rm(pathIn(dataDir), { force: true });

/** Undefined when none was started, or the last one was stopped. It may have been killed since. */
export async function readRunFile(dataDir: string): Promise<RunningServer | undefined> {
  try {
    return runFile.parse(JSON.parse(await readFile(pathIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}
