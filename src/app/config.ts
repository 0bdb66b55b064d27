/** `/config.json`: the page's endpoint, and how a person signs in. The only thing that differs between back ends. */
import { StartProblem } from './start-problem.ts';

const SIGN_INS = ['mocks', 'link'] as const;

export interface PageConfig {
  /** Absolute. */
  armEndpoint: string;
  signIn: (typeof SIGN_INS)[number];
}

/** Reads the configuration. Throws a `StartProblem` that says what is wrong with it. */
export async function readConfig(origin: string): Promise<PageConfig> {
  let text: string;
  try {
    const response = await fetch(new URL('/config.json', origin), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`The response was ${String(response.status)}.`);
    text = await response.text();
  } catch (error) {
    throw new StartProblem(
      'The server cannot be reached',
      'Backup Portal could not load its configuration. Check that the server is running, and then reload the page.',
      { cause: error },
    );
  }
  const { armEndpoint, signIn } = parse(text);
  const chosen = SIGN_INS.find((known) => known === signIn);
  if (typeof armEndpoint !== 'string' || !URL.canParse(armEndpoint, origin)) throw wrong('armEndpoint is not a URL');
  if (!chosen) throw wrong(`signIn must be one of ${SIGN_INS.join(', ')}`);
  return { armEndpoint: new URL(armEndpoint, origin).href, signIn: chosen };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through: the response is not JSON.
  }
  throw wrong('it is not a JSON object');
}

const wrong = (why: string): StartProblem =>
  new StartProblem('The configuration is wrong', `config.json cannot be used: ${why}.`);
