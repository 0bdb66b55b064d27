/** Proving recovery points: our extension (decision 12). Azure has none of it. */
import type { Job, ProofSettings } from './data-protection.ts';
import { DAY_MS } from './time-units.ts';

/** The proofs of a recovery point: reading every byte back, and restoring it into a scratch server. */
export const PROOF_OPERATIONS = ['Verify', 'Drill'] as const;
export type ProofOperation = (typeof PROOF_OPERATIONS)[number];

/** A vault's default intervals. */
export const DEFAULT_PROOF_SETTINGS: ProofSettings = { verify: 'Monthly', drill: 'Weekly' };

const DAYS: ReadonlyMap<string, number> = new Map([
  ['daily', 1],
  ['weekly', 7],
  // In the units of retention rules: a proof does not depend on a calendar.
  ['monthly', 30],
]);

/** When the next proof is due, given when the last one began; undefined when the vault makes none by itself. */
export function proofDue({ verify, drill }: ProofSettings, operation: ProofOperation, last: Date): Date | undefined {
  const days = DAYS.get((operation === 'Verify' ? verify : drill).toLowerCase());
  return days === undefined ? undefined : new Date(last.getTime() + days * DAY_MS);
}

/** Which proof a job makes; undefined for other jobs. */
export const proofIn = ({ properties }: Job): ProofOperation | undefined =>
  properties.operationCategory.toLowerCase() === 'management'
    ? PROOF_OPERATIONS.find((operation) => operation.toLowerCase() === properties.operation.toLowerCase())
    : undefined;

/** The names under which the last sub task of a proof job reports its findings, in `additionalDetails`. */
export const PROOF_DETAIL = {
  bytes: 'VerifiedBytes',
  databases: 'ComparedDatabases',
  tables: 'ComparedTables',
  rows: 'ComparedRows',
  timeToRestore: 'TimeToRestore',
  serverVersion: 'ServerVersion',
  findings: 'Findings',
} as const;

/** What a proof job found, as far as it reports it. */
export interface ProofOutcome {
  bytes: number | undefined;
  databases: number | undefined;
  tables: number | undefined;
  rows: number | undefined;
  timeToRestore: string | undefined;
  serverVersion: string | undefined;
  findings: string[];
}

export function proofOutcome({ properties }: Job): ProofOutcome {
  const tasks = properties.extendedInfo?.subTasks ?? [];
  const details = Object.assign({}, ...tasks.map((task) => task.additionalDetails)) as Record<
    string,
    string | undefined
  >;
  const count = (name: string): number | undefined => (details[name] === undefined ? undefined : Number(details[name]));
  return {
    bytes: count(PROOF_DETAIL.bytes),
    databases: count(PROOF_DETAIL.databases),
    tables: count(PROOF_DETAIL.tables),
    rows: count(PROOF_DETAIL.rows),
    timeToRestore: details[PROOF_DETAIL.timeToRestore],
    serverVersion: details[PROOF_DETAIL.serverVersion],
    findings: findingsIn(details[PROOF_DETAIL.findings]),
  };
}

function findingsIn(text: string | undefined): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
