/** What `npm run token` and `npm run link` share: they speak to the running server of this data folder. */
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import { systemClock } from '#provider/memory/clock.ts';
import { readConfig } from './config.ts';
import { createPeople } from './people.ts';
import { readRunFile } from './run-file.ts';
import { openSecrets } from './secrets.ts';
import { createTokens } from './tokens.ts';

export interface NewLink {
  /** Where the server listens. */
  url: string;
  code: string;
}

/** Asks for a one-time code for the person that `--as` names, made Owner first when `--repair` asks for it. */
export async function askForLink(): Promise<NewLink> {
  const { as, repair } = asked();
  if (repair) await askOperator('repair', { as });
  const { url, body } = await askServer('/auth/link', { as });
  return { url, code: body.code as string };
}

/** Has the running server do what only the operator of its machine may. */
export const askOperator = async (deed: 'repair' | 'confirm-clock', body: unknown = {}) =>
  (await askServer(`/operator/${deed}`, body)).body;

async function askServer(path: string, body: unknown): Promise<{ url: string; body: Record<string, unknown> }> {
  const config = readConfig(process.env);
  const running = await readRunFile(config.DATA_DIR);
  if (!running) throw notRunning(config.DATA_DIR);

  const secrets = await openSecrets(config);
  const tokens = createTokens(secrets.key('tokens'), systemClock, createPeople(secrets).tenantId);
  const answer = await post(`${running.url}${path}`, body, await tokens.issueForLinks()).catch((error: unknown) => {
    // A refusal has words of its own; no answer means that the server was killed.
    throw error instanceof SetupError ? error : notRunning(config.DATA_DIR);
  });
  return { url: running.url, body: answer };
}

/** A failure of the server is told in its own words. */
export async function post(url: string, body: unknown, token?: string): Promise<Record<string, unknown>> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as Record<string, unknown> & { error?: { message: string } };
  if (!response.ok) throw new SetupError(answer.error?.message ?? `The server answered ${response.status}.`);
  return answer;
}

/** Runs a command, and ends the process with what went wrong in words. */
export async function command(run: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await run()}\n`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function asked(): { as: string; repair: boolean } {
  try {
    const options = {
      as: { type: 'string', default: 'operator' },
      repair: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch {
    throw new SetupError(
      'The options are --as NAME and --repair, such as: npm run link -- --as backup-admin, or npm run link -- --repair',
    );
  }
}

const notRunning = (dataDir: string): SetupError =>
  new SetupError(`No Backup Portal is running on the data folder ${dataDir}. Start one with: npm start`);
