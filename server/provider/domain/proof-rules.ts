/** What a proof is refused for, and what a drill makes of what it found, said so that a person can act on it. */
import type { DrillOutcome } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { ProblemInput } from '../fault.ts';
import type { Manifest, RestoredDatabaseFacts } from '../ports.ts';

/** Only one proof of an instance runs at a time. */
export const proofIsRunning = (name: string): ProblemInput => ({
  code: ErrorCode.operationLimit,
  message: `A verification or drill of the backup instance ${name} is running. Only one can run at a time.`,
  recommendedAction: ['Please try once the current job is complete.'],
});

/** There is nothing to prove. */
export const noGoodPoint = (name: string): ProblemInput => ({
  code: 'UserErrorNoRecoveryPoint',
  message: `The backup instance ${name} has no complete recovery point.`,
  recommendedAction: ['Back up the server, and then try again.'],
});

/** The point went while it was being proven. */
export const pointIsGone: ProblemInput = {
  code: 'UserErrorRecoveryPointGone',
  message: 'The recovery point was removed before it could be proven.',
  recommendedAction: ['Prove another recovery point.'],
};

/** Every byte read back right, and somebody else met others meanwhile: a disk may do both. */
export const damagedMeanwhile: ProblemInput = {
  code: 'DamageFoundMeanwhile',
  message:
    'All that was read back is right, but while it was read somebody else met damage in the recovery point. It stays damaged until another verification or drill reads it back right.',
  recommendedAction: ['Check the disk of the vault, and verify the recovery point again.'],
};

const MAX_FINDINGS = 20;

export interface DrillVerdict {
  /** What was not equal, could not be made, or could not be compared, in words; at most 20 and how many more. */
  findings: string[];
  /** Something in the restored databases is not what was backed up. */
  isDifferent: boolean;
}

/** What the facts of a restore say of the point; `made` are the databases in the order of the manifest's. */
export function drillVerdict(parts: Manifest['parts'], made: readonly RestoredDatabaseFacts[]): DrillVerdict {
  const databases = parts.filter(({ kind }) => kind === 'database');
  const different: string[] = [];
  const other: string[] = [];
  for (const [at, { database = '', tables, contentsNotRead }] of databases.entries()) {
    const facts = made[at];
    if (!facts || (tables !== undefined && facts.tablesCompared < tables.length && facts.differing.length === 0)) {
      other.push(`${database}: not every table was compared.`);
    }
    if (tables === undefined)
      other.push(`${database}: ${contentsNotRead ?? 'the backup does not tell what was in it'}`);
    different.push(...(facts?.differing ?? []).map((what) => `${database}: ${what}`));
    other.push(...(facts?.notMade ?? []).map(({ object, error }) => `${database}: ${object} was not made: ${error}`));
  }
  return { findings: atMost([...different, ...other]), isDifferent: different.length > 0 };
}

const atMost = (findings: string[]): string[] =>
  findings.length <= MAX_FINDINGS
    ? findings
    : [...findings.slice(0, MAX_FINDINGS - 1), `and ${String(findings.length - MAX_FINDINGS + 1)} more`];

const sum = (values: number[]): number => values.reduce((total, one) => total + one, 0);

/** What the point keeps of a drill. */
export const drillOutcome = (
  { findings }: DrillVerdict,
  made: readonly RestoredDatabaseFacts[],
  facts: Pick<DrillOutcome, 'time' | 'timeToRestore' | 'serverVersion'>,
): DrillOutcome => ({
  ...facts,
  isProven: findings.length === 0,
  databases: made.length,
  tables: sum(made.map(({ tablesCompared }) => tablesCompared)),
  rows: sum(made.map(({ rowsCompared }) => rowsCompared)),
  findings,
});

/** The job of a drill whose databases are not what was backed up. */
export const drillFoundDifferences = (findings: readonly string[]): ProblemInput => ({
  code: 'DrillFoundDifferences',
  message: `The recovery point was restored, and what is in it is not what was backed up. ${findings[0] ?? ''}`,
  recommendedAction: [
    'Do not rely on this recovery point. Run a new backup and a drill of it; what was found is in the details of the job.',
  ],
});

/** The warning of a drill that could not make or compare everything. */
export const drillIncomplete = (findings: readonly string[]): ProblemInput => ({
  code: 'DrillFoundProblems',
  message: `The recovery point was restored, but not everything in it could be made or compared. ${findings.join(' ')}`,
  recommendedAction: [
    'Mend what the findings name at the server that is backed up, or install what the scratch server lacks, and run a new backup and drill.',
  ],
});
