/** Reading a point from whichever of its copies is good (decision 44). */
import { idKey } from '#protocol/resource-id.ts';
import { atCopy, readableCopies, storageNamesOf, type CopyName } from '../domain/point-copies.ts';
import { anotherCopyUsed, pointWithoutBytes } from '../domain/restore-rules.ts';
import { problemOf, WorkFault, type ProblemInput } from '../fault.ts';
import { EngineFault, type PointAddress, type Ports } from '../ports.ts';
import { recoveryPoints, vaults } from '../records.ts';
import type { Source } from './restoring.ts';

export interface PointInCopy {
  name: CopyName;
  /** Of its storage. */
  storage: string;
  address: PointAddress;
}

/** A copy that could not be read. */
export interface PassedOver {
  copy: PointInCopy;
  problem: ProblemInput;
}

/** The copies that there may be of a point, those that are known to be good first; one where its vault has one storage. */
const copiesOf = ({ store }: Pick<Ports, 'store'>, point: PointAddress): Promise<PointInCopy[]> =>
  store.transact(async (tx) => {
    const { vaultId, instanceName, recoveryPointId } = point;
    const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
    const [first = '', second] = vault ? storageNamesOf(vault) : [];
    const known = await tx.get(
      recoveryPoints,
      idKey(`${vaultId}/backupInstances/${instanceName}/recoveryPoints/${recoveryPointId}`),
    );
    const at = (name: CopyName): PointInCopy => ({
      name,
      storage: name === 'second' ? (second ?? '') : first,
      address: atCopy(point, name),
    });
    if (second === undefined) return [at('first')];
    // One that has expired is read to its end.
    if (!known) return [at('first'), at('second')];
    const names = known.value.resource.properties.copies ? readableCopies(known.value.resource) : [];
    return names.length === 0 ? [at('first')] : names.map(at);
  });

/** Whether another copy may do: what is wrong is this one, or its storage. */
const isOfCopy = (error: unknown): boolean =>
  (error instanceof EngineFault && OF_COPIES.has(error.code)) ||
  (error instanceof WorkFault && error.problem.code === pointWithoutBytes.code);

const OF_COPIES: ReadonlySet<string> = new Set([
  'RecoveryPointDamaged',
  'UserErrorVaultStorageFailed',
  'UserErrorVaultKeyMissing',
]);

export interface FromCopy<T> {
  result: T;
  copy: PointInCopy;
  passedOver: PassedOver[];
}

/**
 * Has `use` read the first copy that it can be done with, and tells it in warnings which it could not. `undo` takes back what came of one that could not be read to its end. Throws what
 * the only copy throws; where no copy is good, what the first one throws, with a word on the others.
 */
export async function fromGoodCopy<T>(
  ports: Pick<Ports, 'store' | 'vaultStorage'>,
  point: PointAddress,
  use: (source: Source, warnings: ProblemInput[]) => Promise<T>,
  undo: () => Promise<void> = () => Promise.resolve(),
): Promise<FromCopy<T>> {
  const passedOver: PassedOver[] = [];
  const copies = await copiesOf(ports, point);
  for (const copy of copies) {
    try {
      const manifest = await ports.vaultStorage.manifest(copy.address);
      if (!manifest) throw new WorkFault(pointWithoutBytes);
      const source = { point: copy.address, manifest };
      return { result: await use(source, copyWarnings(passedOver, copy)), copy, passedOver };
    } catch (error) {
      if (!isOfCopy(error) || copies.length === 1) throw error;
      passedOver.push({ copy, problem: problemOf(error) });
      if (passedOver.length < copies.length) await undo();
    }
  }
  throw new WorkFault(noGoodCopy(passedOver));
}

function noGoodCopy([first, ...others]: readonly PassedOver[]): ProblemInput {
  const { code, message, recommendedAction } = first?.problem ?? pointWithoutBytes;
  const also = others.map(({ copy, problem }) => `Nor can the copy in '${copy.storage}' be read: ${problem.message}`);
  return { code, message: [message, ...also].join(' '), recommendedAction };
}

/** What a job says that read `used` in place of others. */
export const copyWarnings = (passedOver: readonly PassedOver[], used: PointInCopy): ProblemInput[] =>
  passedOver.map(({ copy, problem }) => anotherCopyUsed(copy.storage, problem, used.storage));

/** Reads every stored byte of the copies that were not read yet. */
export async function checkOthers(
  ports: Pick<Ports, 'store' | 'vaultStorage'>,
  point: PointAddress,
  { copy, passedOver }: FromCopy<unknown>,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<{ good: CopyName[]; passedOver: PassedOver[] }> {
  const read = [copy, ...passedOver.map((one) => one.copy)].map(({ name }) => name);
  const good: CopyName[] = [copy.name];
  const bad = [...passedOver];
  for (const other of await copiesOf(ports, point)) {
    if (read.includes(other.name)) continue;
    try {
      await ports.vaultStorage.verify(other.address, signal, onBytes);
      good.push(other.name);
    } catch (error) {
      if (!isOfCopy(error)) throw error;
      bad.push({ copy: other, problem: problemOf(error) });
    }
  }
  return { good, passedOver: bad };
}
