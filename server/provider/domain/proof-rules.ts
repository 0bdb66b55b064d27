/** What a proof is refused for, and what a drill makes of what it found, said so that a person can act on it. */
import type { DrillOutcome } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { ProblemInput } from '../fault.ts';
import type { Manifest, ReadContents, RestoredDatabaseFacts } from '../ports.ts';
import { contentsDifferences } from './contents-comparison.ts';

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

const NOT_RECORDED = 'the backup does not record what was in it';
const MAX_FINDINGS = 20;

/** What the dump of a database turned out to hold, held against what the manifest says of it. */
export interface ContentsVerdict {
  tables: number;
  rows: number;
  /** In words; empty when all is equal. */
  differing: string[];
  /** Why nothing was compared; undefined when it was. */
  notCompared?: string;
  /** Nothing was compared although the manifest records the contents: this portal does not know dumps of that kind. */
  isUnknownKind?: true;
}

/**
 * Compares a dump with its own entry in the manifest (decision 25). Rows that something else than the reading of the dump
 * counted may be others by right: those of extensions, for example.
 */
export function contentsVerdict(part: Manifest['parts'][number], read: ReadContents): ContentsVerdict {
  const { database = '', tables, contentsNotRead } = part;
  const about = (what: string): string => `${database}: ${what}`;
  const nothing = { tables: 0, rows: 0, differing: [] };
  if (tables?.every(({ digest }) => digest !== undefined) !== true)
    return { ...nothing, notCompared: about(contentsNotRead ?? NOT_RECORDED) };
  if (read.isUnknownKind)
    return { ...nothing, notCompared: about(read.contentsNotRead ?? ''), isUnknownKind: read.isUnknownKind };
  // It was readable when it was written.
  if (read.tables === undefined) return { ...nothing, differing: [about(read.contentsNotRead ?? '')] };
  return {
    tables: tables.length,
    rows: sum(tables.map(({ rows }) => rows)),
    differing: contentsDifferences(part, read).map(about),
  };
}

/** The bytes are those that were written, and the manifest says something else of them. */
export const contentsDiffer = (differing: readonly string[]): ProblemInput => ({
  code: 'RecoveryPointDamaged',
  message: `The manifest does not match what the recovery point holds: ${atMost(differing, 3).join('; ')}.`,
  recommendedAction: [
    'Do not rely on this recovery point, and run a new backup. What is in the dumps can still be restored; the details of the job show what differs.',
  ],
});

/** The warning of a verification that could not look into dumps that another portal could. */
export const contentsNotCompared = (why: readonly string[]): ProblemInput => ({
  code: 'ContentsNotCompared',
  message: `Every byte is what was written, but what is in it could not be held against the manifest. ${atMost(why, 3).join(' ')}`,
  recommendedAction: ['Verify the recovery point with the version of Backup Portal that wrote it, or a newer one.'],
});

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
    if (tables === undefined) other.push(`${database}: ${contentsNotRead ?? NOT_RECORDED}`);
    different.push(...(facts?.differing ?? []).map((what) => `${database}: ${what}`));
    other.push(...(facts?.notMade ?? []).map(({ object, error }) => `${database}: ${object} was not made: ${error}`));
  }
  return { findings: atMost([...different, ...other]), isDifferent: different.length > 0 };
}

/** The first ones, and how many more there are. */
export const atMost = (findings: readonly string[], most = MAX_FINDINGS): string[] =>
  findings.length <= most
    ? [...findings]
    : [...findings.slice(0, most - 1), `and ${String(findings.length - most + 1)} more`];

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
