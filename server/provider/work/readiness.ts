/** Checks whether a vault's identity can back up a server. */
import type { Vault } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { accessOf, propagated, type Access } from '../domain/access.ts';
import { noIdentity, refusedAction, serverProblem, type RefusedAction } from '../domain/readiness.ts';
import { probed } from '../domain/server-rules.ts';
import { WorkFault, type ProblemInput } from '../fault.ts';
import type { ServerFacts, Transaction } from '../ports.ts';
import { servers, vaults, type ServerRecord } from '../records.ts';
import { accessAt } from '../role-records.ts';
import { serverAccess } from '../server-access.ts';
import { turnOf, type WorkContext } from './work-context.ts';

/** Throws what is missing when the vault's identity may not do something that a backup needs. */
export async function checkPermissions(
  context: WorkContext,
  vaultId: ResourceId,
  serverId: ResourceId,
  refused: (identityId: string, what: RefusedAction) => ProblemInput,
): Promise<void> {
  const { ports, options } = context;
  const { vault, access } = await ports.store.transact(async (tx) => {
    const found = await vaultOf(tx, vaultId);
    const access = await identityAccess(tx, found, serverId, ports.clock.now(), options.rolePropagationMs);
    return { vault: found, access };
  });
  const identityId = vault.identity?.principalId;
  if (identityId === undefined) throw new WorkFault(noIdentity(vault));
  const missing = refusedAction(access, serverId);
  if (missing) throw new WorkFault(refused(identityId, missing));
}

/** Throws what keeps the server from being backed up. Queries the server itself, and records the result. */
export async function checkServer(
  context: WorkContext,
  vaultId: ResourceId,
  serverId: ResourceId,
): Promise<{ server: ServerRecord; facts: ServerFacts }> {
  const { ports, signal } = context;
  const { store, engine } = ports;
  const look = async (tx: Transaction): Promise<ServerRecord> => {
    const server = (await tx.get(servers, idKey(serverId)))?.value;
    const problem = serverProblem(server, serverId, await vaultOf(tx, vaultId));
    if (problem || !server) throw new WorkFault(problem as ProblemInput);
    return server;
  };
  const known = await store.transact(look);
  const facts = await engine.probe(serverAccess(ports, known), signal, turnOf(context));
  return store.transact(async (tx) => {
    const server = (await tx.get(servers, idKey(serverId)))?.value;
    // It may have been registered again meanwhile; then the result is of another record.
    if (server?.sealed === known.sealed) await tx.put(servers, idKey(serverId), probed(server, facts));
    return { server: await look(tx), facts };
  });
}

export async function vaultOf(tx: Transaction, vaultId: ResourceId): Promise<Vault> {
  const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
  if (vault) return vault;
  throw new WorkFault({
    code: ErrorCode.resourceNotFound,
    message: `The Backup vault ${vaultId} was not found.`,
    recommendedAction: ['Check that the vault exists.'],
  });
}

/** What the vault's identity may do at that resource by now: new role assignments take their time to count. */
export async function identityAccess(
  tx: Transaction,
  vault: Vault,
  at: ResourceId,
  now: Date,
  propagationMs: number,
): Promise<Access> {
  const principalId = vault.identity?.principalId;
  if (principalId === undefined) return accessOf([]);
  return accessAt(tx, principalId, at, (assignments) => propagated(assignments, now, propagationMs));
}
