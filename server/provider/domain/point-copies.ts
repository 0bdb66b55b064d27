/** The copies of a recovery point whose vault has a second storage, and how they change (decision 44). Pure. */
import { LOCAL_STORAGE, type PointCopy, type RecoveryPoint, type Vault } from '#protocol/data-protection.ts';
import { HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import type { ProblemInput } from '../fault.ts';
import type { PointAddress } from '../ports.ts';
import { ticks } from './time.ts';

export const COPY_NAMES = ['first', 'second'] as const;
export type CopyName = (typeof COPY_NAMES)[number];

export const copyNameOf = ({ copy }: Pick<PointAddress, 'copy'>): CopyName => copy ?? 'first';

/** The address of that copy. */
export function atCopy({ copy: _, ...point }: PointAddress, name: CopyName): PointAddress {
  return name === 'first' ? point : { ...point, copy: name };
}

export const otherCopy = (name: CopyName): CopyName => (name === 'first' ? 'second' : 'first');

/** Undefined where the point has one copy and nothing is known of it apart. */
export const copyIn = ({ properties }: RecoveryPoint, name: CopyName): PointCopy | undefined =>
  properties.copies?.[COPY_NAMES.indexOf(name)];

/** The names of the storages of a vault; one where it has no second. */
export const storageNamesOf = ({ properties: { vaultStorage, copyStorage } }: Pick<Vault, 'properties'>): string[] => [
  (vaultStorage ?? LOCAL_STORAGE).name,
  ...(copyStorage ? [copyStorage.name] : []),
];

/** The point as one that is to have a copy in the second storage of its vault; as it is where there is none, or where it has one. */
export function toBeCopied(point: RecoveryPoint, vault: Pick<Vault, 'properties'>, now: Date): RecoveryPoint {
  const [first = '', second] = storageNamesOf(vault);
  if (second === undefined || point.properties.copies) return point;
  return withCopies(point, [
    { storage: first, state: 'Stored', since: point.properties.recoveryPointTime },
    { storage: second, state: 'Waiting', since: ticks(now) },
  ]);
}

/** The point of a vault that has no second storage, or has none any more. */
export function inOneStorage(point: RecoveryPoint): RecoveryPoint {
  const { copies: _, ...properties } = point.properties;
  return { ...point, properties };
}

const withCopies = (point: RecoveryPoint, copies: PointCopy[]): RecoveryPoint => ({
  ...point,
  properties: { ...point.properties, copies },
});

function withCopy(point: RecoveryPoint, name: CopyName, change: (copy: PointCopy) => PointCopy): RecoveryPoint {
  const { copies } = point.properties;
  if (!copies) return point;
  return withCopies(
    point,
    copies.map((copy, at) => (at === COPY_NAMES.indexOf(name) ? change(copy) : copy)),
  );
}

/** The copy was made, and read back. */
export const copied = (point: RecoveryPoint, name: CopyName, now: Date): RecoveryPoint =>
  withCopy(point, name, ({ storage, since }) => ({ storage, state: 'Stored', since, copiedTime: ticks(now) }));

/** Every byte of the copy read back right: what was met before was the disk's, or is mended. */
export const readBackRight = (point: RecoveryPoint, name: CopyName): RecoveryPoint =>
  withCopy(point, name, (copy) => {
    if (copy.state !== 'Damaged') return copy;
    const { error: _, nextTry: __, ...facts } = copy;
    return { ...facts, state: 'Stored' };
  });

/** The copy could not be made. One that is damaged stays so. */
export const notCopied = (point: RecoveryPoint, name: CopyName, problem: ProblemInput, nextTry: Date): RecoveryPoint =>
  withCopy(point, name, (copy) => ({
    ...copy,
    state: copy.state === 'Damaged' ? copy.state : 'Failed',
    error: errorOf(problem),
    nextTry: ticks(nextTry),
  }));

/** The copy turned out not to be what was written. Since when stays with the first finding. */
export const copyDamaged = (point: RecoveryPoint, name: CopyName, problem: ProblemInput, now: Date): RecoveryPoint =>
  withCopy(point, name, (copy) => ({
    ...copy,
    state: 'Damaged',
    since: copy.state === 'Damaged' ? copy.since : ticks(now),
    error: errorOf(problem),
  }));

const errorOf = ({ code, message, recommendedAction }: ProblemInput): Required<PointCopy>['error'] => ({
  code,
  message,
  recommendedAction,
});

/** Which copy is to be made of the other one; undefined when both are good, or when none is. */
export function copyToMake(point: RecoveryPoint): CopyName | undefined {
  const missing = COPY_NAMES.filter((name) => copyIn(point, name)?.state !== 'Stored');
  return missing.length === 1 ? missing[0] : undefined;
}

/** Whether the point has another copy, and a good one. */
export const hasOtherGood = (point: RecoveryPoint, name: CopyName): boolean =>
  copyIn(point, otherCopy(name))?.state === 'Stored';

/** Copies that may be read, the good ones first. */
export function readableCopies(point: RecoveryPoint): CopyName[] {
  const isIn = (state: string) => COPY_NAMES.filter((name) => copyIn(point, name)?.state === state);
  return [...isIn('Stored'), ...isIn('Damaged')];
}

export const isCopied = ({ properties: { copies = [] } }: RecoveryPoint): boolean =>
  copies.every(({ state }) => state === 'Stored');

/** After the first, second, … try that failed; then every four hours. */
const PAUSES_MS = [1, 5, 15, 60, 120].map((minutes) => minutes * MINUTE_MS);
const LAST_PAUSE_MS = 4 * HOUR_MS;

/** When a copy is tried again of which so many tries have failed. */
export const nextCopyTry = (tries: number, now: Date): Date =>
  new Date(now.getTime() + (PAUSES_MS[tries - 1] ?? LAST_PAUSE_MS));

/** A copy that is not there so long after it was to be there is late. */
const COPY_LATE_MS = 24 * HOUR_MS;

/** Since when a copy is late, and why; undefined when none is. */
export function lateCopy({ properties: { copies = [] } }: RecoveryPoint, now: Date): PointCopy | undefined {
  return copies.find(
    ({ state, since }) => state !== 'Stored' && now.getTime() - new Date(since).getTime() >= COPY_LATE_MS,
  );
}
