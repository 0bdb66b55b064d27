/** Backup vaults (docs/reference/arm.md#4-vaults). */
import * as z from 'zod';
import { PROOF_INTERVALS, VAULT_TYPE, type ManagedIdentity, type Vault } from '#protocol/data-protection.ts';
import { vaultNameProblem } from '#protocol/names.ts';
import { groupScopeOf, idKey, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { fields, invalidField, line, oneOf, ORDER, readBody, tags } from '../body.ts';
import { created, noContent, ok, type Call, type Handler } from '../call.ts';
import { identityRefusal } from '../domain/immutability.ts';
import { regionName } from '../domain/locations.ts';
import {
  checkVaultLocation,
  copyStorageAfter,
  clockNotice,
  hasSystemIdentity,
  shownVault,
  storageAfter,
  vaultNotEmpty,
  vaultProperties,
  vaultStillRemoving,
  withCopyStorage,
  type VaultSettings,
} from '../domain/vault-rules.ts';
import { existing, existingGroup } from '../existing.ts';
import { allowsTarget, otherSubscription } from '../domain/restore-rules.ts';
import { ArmFault, problemFault } from '../fault.ts';
import { checkTargetServer } from '../linked-access.ts';
import { checkRoomForVault } from '../limits.ts';
import { acceptedHeaders, putHeaders, startOperation } from '../operations.ts';
import { readPage } from '../paging.ts';
import type { Transaction } from '../ports.ts';
import {
  deletedInstances,
  expiredPoints,
  identities,
  instances,
  policies,
  vaultDeletions,
  vaults,
  word,
} from '../records.ts';
import { clockJump } from '../trusted-time.ts';
import { wakeProofs } from '../work/proof-schedules.ts';
import { idIn, at, GROUP, route, SUBSCRIPTION, VAULT, within, type Route } from '../router.ts';

const READ = `${VAULT_TYPE}/read`;
const WRITE = `${VAULT_TYPE}/write`;

const list =
  (words: (call: Call) => string[], inGroup: boolean): Handler =>
  async (call) =>
    ok(
      await call.ports.store.transact(async (tx) => {
        if (inGroup) await existingGroup(tx, idIn(call, GROUP));
        return readPage(call, tx, vaults, { with: words(call) }, (vault) =>
          call.access.may(READ, vault.id) ? shownVault(vault) : undefined,
        );
      }),
    );

const read: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const vault = shownVault(await existing(tx, vaults, idIn(call, VAULT)));
    const jump = await clockJump(call.ports, tx);
    const removing = await stillRemoving(tx, vault.id);
    const properties = {
      ...vault.properties,
      ...(jump && { clockNotice: clockNotice(jump) }),
      ...(removing > 0 && { removingPoints: removing }),
    };
    return ok({ ...vault, properties });
  });

const storageInput = fields({ name: line(), type: line().exactOptional() });

const settingsInput = fields({
  storageSettings: z
    .array(
      fields({
        datastoreType: oneOf('VaultStore'),
        type: oneOf('GeoRedundant', 'LocallyRedundant', 'ZoneRedundant'),
      }),
    )
    .max(3)
    .exactOptional(),
  securitySettings: fields({
    softDeleteSettings: fields({
      state: oneOf('Off', 'On', 'AlwaysOn'),
      retentionDurationInDays: z
        .number()
        .min(14, { error: 'must be from 14 to 180' })
        .max(180, { error: 'must be from 14 to 180' })
        .exactOptional(),
    }).exactOptional(),
    immutabilitySettings: fields({ state: oneOf('Disabled', 'Unlocked', 'Locked') }).exactOptional(),
  }).exactOptional(),
  featureSettings: fields({
    crossSubscriptionRestoreSettings: fields({
      state: oneOf('Enabled', 'Disabled', 'PermanentlyDisabled'),
    }).exactOptional(),
    crossRegionRestoreSettings: fields({ state: oneOf('Enabled', 'Disabled') }).exactOptional(),
  }).exactOptional(),
  monitoringSettings: fields({
    azureMonitorAlertSettings: fields({ alertsForAllJobFailures: oneOf('Enabled', 'Disabled') }),
  }).exactOptional(),
  proofSettings: fields({
    verify: oneOf(...PROOF_INTERVALS),
    drill: oneOf(...PROOF_INTERVALS),
    drillServerId: line(2048).exactOptional(),
  }).exactOptional(),
  vaultStorage: storageInput.exactOptional(),
  copyStorage: storageInput.exactOptional(),
});

const identityInput = fields({ type: oneOf('SystemAssigned', 'None') });

const putInput = fields({
  location: line(),
  tags: tags.exactOptional(),
  identity: identityInput.exactOptional(),
  properties: settingsInput,
});

const patchInput = fields({
  tags: tags.exactOptional(),
  identity: identityInput.exactOptional(),
  properties: settingsInput.exactOptional(),
});

interface Change {
  location: string;
  tags?: Record<string, string>;
  identity?: { type: string };
  settings: VaultSettings;
}

/** Writes the vault as it is to be; it says Succeeded when the work behind the call is done. */
async function write(call: Call, tx: Transaction, id: ResourceId, change: Change): Promise<Vault> {
  const drillServerId = change.settings.proofSettings?.drillServerId;
  if (drillServerId !== undefined) checkTargetServer(call, drillServerId, 'properties.proofSettings.drillServerId');
  const before = (await tx.get(vaults, idKey(id)))?.value;
  const holdsBackups = before !== undefined && (await tx.count(instances, { with: [word.inVault(id)] })) > 0;
  const identity = await identityFor(call, tx, before, id, change.identity);
  const vaultStorage = storageAfter(change.settings.vaultStorage?.name, before, call.ports.vaultStorages);
  const copyStorage = copyStorageAfter(change.settings.copyStorage, before, vaultStorage, call.ports.vaultStorages);
  const asked = withCopyStorage(change.settings, before?.properties, copyStorage);
  const vault: Vault = {
    location: change.location,
    ...(change.tags ? { tags: change.tags } : before?.tags && { tags: before.tags }),
    ...(identity && { identity }),
    properties: {
      ...vaultProperties(asked.settings, change.location, asked.before, holdsBackups),
      ...vaultStorage,
      ...copyStorage,
    },
    id: before?.id ?? resourceId(groupScopeOf(id), VAULT_TYPE, call.params.vault ?? ''),
    name: before?.name ?? call.params.vault ?? '',
    type: VAULT_TYPE,
  };
  await tx.put(vaults, idKey(id), vault);
  // Named now or before: a vault that lets nothing out of its subscription has no drill elsewhere.
  const drilled = vault.properties.proofSettings?.drillServerId;
  if (drilled !== undefined && !allowsTarget(vault, drilled)) {
    throw problemFault(400, otherSubscription(vault), call.correlationId);
  }
  if (change.settings.proofSettings) await wakeAll(call, tx, vault);
  return vault;
}

/** What is due may have changed for every instance. */
async function wakeAll(call: Call, tx: Transaction, vault: Vault): Promise<void> {
  for (const { value } of await tx.list(instances, { with: [word.inVault(vault.id)] })) {
    await wakeProofs(tx, value.resource.id, call.ports.newId());
  }
}

async function identityFor(
  call: Call,
  tx: Transaction,
  before: Vault | undefined,
  vaultId: ResourceId,
  wanted: { type: string } | undefined,
): Promise<ManagedIdentity | undefined> {
  if (!wanted || (hasSystemIdentity(before?.identity) && hasSystemIdentity(wanted))) return before?.identity;
  const refused =
    before && hasSystemIdentity(before.identity) && (await holdsData(tx, vaultId)) && identityRefusal(before);
  if (refused) throw problemFault(400, refused, call.correlationId, 'identity.type');
  if (before?.identity?.principalId !== undefined) await tx.delete(identities, before.identity.principalId);
  if (!hasSystemIdentity(wanted)) return { type: 'None' };
  const principalId = call.ports.newId();
  await tx.put(identities, principalId, { objectId: principalId, vaultId, displayName: call.params.vault ?? '' });
  return { type: wanted.type, principalId, tenantId: call.ports.directory.tenantId };
}

const put: Handler = async (call) => {
  const id = idIn(call, VAULT);
  const problem = vaultNameProblem(call.params.vault ?? '');
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceName', problem, { target: 'name' });
  const { properties, ...input } = await readBody(call, putInput);
  const location = regionName(input.location);
  if (location === undefined) throw invalidField('location', `'${input.location}' is not a known region.`);

  return call.ports.store.transact(async (tx) => {
    const group = await existingGroup(tx, groupScopeOf(id));
    const before = (await tx.get(vaults, idKey(id)))?.value;
    checkVaultLocation(before, location, group.name);
    if (!before) await checkRoomForVault(tx, call.params.subscription ?? '', group.id);
    const vault = await write(call, tx, id, { ...input, location, settings: properties });
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location,
      work: { kind: 'settleVault', payload: { vaultId: vault.id } },
    });
    return { ...created(vault), headers: putHeaders(call, operation) };
  });
};

const patch: Handler = async (call) => {
  const id = idIn(call, VAULT);
  const { properties = {}, ...input } = await readBody(call, patchInput);
  return call.ports.store.transact(async (tx) => {
    const { location } = await existing(tx, vaults, id);
    const vault = await write(call, tx, id, { ...input, location, settings: properties });
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location,
      work: { kind: 'settleVault', payload: { vaultId: vault.id } },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });
};

const remove: Handler = async (call) =>
  call.ports.store.transact(async (tx) => {
    const vault = (await tx.get(vaults, idKey(idIn(call, VAULT))))?.value;
    if (!vault) return noContent;
    const hurdle = await deletionHurdle(tx, vault);
    if (hurdle) throw hurdle;
    await tx.put(vaults, idKey(vault.id), {
      ...vault,
      properties: { ...vault.properties, provisioningState: 'Updating' },
    });
    const begun = (await tx.get(vaultDeletions, idKey(vault.id)))?.value;
    const deletion = begun?.name ?? call.ports.newId();
    if (!begun) await tx.put(vaultDeletions, idKey(vault.id), { name: deletion });
    const operation = await startOperation(call, tx, {
      vaultId: vault.id,
      location: vault.location,
      // The vault's own path would vanish with it (docs/reference/arm.md#quirk-12).
      trackedUnder: 'resourceGroup',
      work: { kind: 'deleteVault', payload: { vaultId: vault.id, deletion } },
    });
    return { status: 202, headers: acceptedHeaders(call, operation) };
  });

/** Whether there are backup instances in the vault, deleted ones that it keeps among them. */
async function holdsData(tx: Transaction, vaultId: ResourceId): Promise<boolean> {
  const query = { with: [word.inVault(vaultId)] };
  return (await tx.count(instances, query)) + (await tx.count(deletedInstances, query)) > 0;
}

/** Why the vault cannot be deleted yet; undefined when nothing is left in it. */
export async function deletionHurdle(
  tx: Transaction,
  { id, name }: Pick<Vault, 'id' | 'name'>,
): Promise<ArmFault | undefined> {
  if ((await holdsData(tx, id)) || (await tx.count(policies, { with: [word.inVault(id)] })) > 0) return vaultNotEmpty();
  // Bytes that still have to be removed, from the storage that only the vault names.
  const removing = await stillRemoving(tx, id);
  return removing > 0 ? vaultStillRemoving(name, removing) : undefined;
}

const stillRemoving = (tx: Transaction, vaultId: ResourceId): Promise<number> =>
  tx.count(expiredPoints, { with: [word.inVault(vaultId)] });

const nameInput = fields({ name: z.string().max(260), type: line() });

const checkName: Handler = async (call) => {
  const { name, type } = await readBody(call, nameInput, ORDER);
  if (type.toLowerCase() !== VAULT_TYPE.toLowerCase()) throw invalidField('type', `It must be '${VAULT_TYPE}'.`);
  if (regionName(call.params.location ?? '') === undefined) {
    throw invalidField('location', `'${call.params.location ?? ''}' is not a known region.`);
  }
  const problem = vaultNameProblem(name);
  if (problem !== undefined) return ok({ nameAvailable: false, reason: 'Invalid', message: problem });
  const group = idIn(call, GROUP);
  const taken = await call.ports.store.transact(async (tx) => {
    await existingGroup(tx, group);
    return tx.get(vaults, idKey(resourceId(group, VAULT_TYPE, name)));
  });
  return ok(
    taken
      ? {
          nameAvailable: false,
          reason: 'AlreadyExists',
          message: `The Backup vault '${name}' exists already in resource group '${call.params.group ?? ''}'. Choose another name.`,
        }
      : { nameAvailable: true },
  );
};

const PROVIDER = 'providers/Microsoft.DataProtection';

export const vaultRoutes: Route[] = [
  route(
    'GET',
    `${SUBSCRIPTION}/${PROVIDER}/backupVaults`,
    within(SUBSCRIPTION, READ),
    list((call) => [word.inSubscription(call.params.subscription ?? '')], false),
  ),
  route(
    'GET',
    `${GROUP}/${PROVIDER}/backupVaults`,
    within(GROUP, READ),
    list((call) => [word.inGroup(idIn(call, GROUP))], true),
  ),
  route('GET', VAULT, at(VAULT, READ), read),
  route('PUT', VAULT, at(VAULT, WRITE), put),
  route('PATCH', VAULT, at(VAULT, WRITE), patch),
  route('DELETE', VAULT, at(VAULT, `${VAULT_TYPE}/delete`), remove),
  route(
    'POST',
    `${GROUP}/${PROVIDER}/locations/:location/checkNameAvailability`,
    at(GROUP, 'Microsoft.DataProtection/locations/checkNameAvailability/action'),
    checkName,
  ),
];
