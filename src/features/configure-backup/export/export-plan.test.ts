import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { SAMPLE_DATASOURCE } from '#protocol/datasource-samples.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { groupScopeOf, idKey } from '#protocol/resource-id.ts';
import { anySource, asAssignment } from '#testing/any-export.ts';
import type { Draft } from '../draft-schema.ts';
import { emptyDraft } from '../draft.ts';
import type { Wizard } from '../wizard-context.ts';
import { exportPlan, grantsIn, type ExportFacts } from './export-plan.ts';
import { exportSource, type ExportSource } from './export-source.ts';

const NOTHING: ExportFacts = { assignments: [], instances: [] };

describe('the plan', () => {
  it('has one instance for each row, in their order, and both roles for each server at the narrowest scopes', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const plan = exportPlan(source, NOTHING);
        expect(plan.instances.map(({ name, friendlyName }) => [name, friendlyName])).toEqual(
          source.rows.map(({ row }) => [row.resourceName, row.instanceName]),
        );
        expect(plan.instances.map(({ server }) => idKey(server.id))).toEqual(
          source.rows.map(({ server }) => idKey(server.id)),
        );
        const given = grantsIn(plan).map(({ roleId, scope }) => `${roleId} ${idKey(scope)}`);
        const needed = source.rows.flatMap(({ server }) => backupRoleNeeds(server.id));
        expect(new Set(given)).toEqual(new Set(needed.map(({ roleId, scope }) => `${roleId} ${idKey(scope)}`)));
        expect(new Set(given).size).toBe(given.length);
      }),
    );
  });

  it('gives Reader once for each resource group, whatever the case of the ids', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const readers = grantsIn(exportPlan(source, NOTHING)).filter(({ roleId }) => roleId === ROLE_IDS.reader);
        const groups = new Set(source.rows.map(({ server }) => idKey(groupScopeOf(server.id))));
        expect(readers).toHaveLength(groups.size);
      }),
    );
  });

  it('names role assignments the same on each run, and no two alike', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const names = grantsIn(exportPlan(source, NOTHING)).map(({ name }) => name);
        expect(grantsIn(exportPlan(source, NOTHING)).map(({ name }) => name)).toEqual(names);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names)
          expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('keeps the names of the assignments that are there, which the service would refuse under others', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const bare = grantsIn(exportPlan(source, NOTHING));
        const assignments = bare.map(asAssignment);
        const known = grantsIn(exportPlan(source, { ...NOTHING, assignments }));
        expect(known.map(({ name }) => name)).toEqual(assignments.map(({ name }) => name));
        expect(known.map(({ existing }) => existing)).toEqual(assignments.map(({ id }) => id));
      }),
    );
  });

  it('takes no notice of what others were given, nor of what was given elsewhere', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const bare = grantsIn(exportPlan(source, NOTHING));
        const assignments = bare.map(asAssignment).flatMap((assignment) => [
          {
            ...assignment,
            properties: { ...assignment.properties, principalId: '77777777-7777-4777-8777-777777777777' },
          },
          { ...assignment, properties: { ...assignment.properties, scope: '/subscriptions/other' } },
        ]);
        expect(grantsIn(exportPlan(source, { ...NOTHING, assignments }))).toEqual(bare);
      }),
    );
  });
});

describe('what can be exported', () => {
  const [source] = fc.sample(anySource, { numRuns: 1, seed: 3 }) as [ExportSource];
  const rows = source.rows.map(({ row }, at) => ({ ...row, instanceName: `instance-${at}` }));
  const draft: Draft = { ...emptyDraft, vaultId: source.vault.id, policyId: source.policy.id, rows };
  const wizard = {
    draft,
    kind: POSTGRES_SERVERS,
    facts: { vaultIsGone: false, policyIsGone: false, takenNames: new Set(), readiness: new Map() },
    vault: { ...source.vault, identity: { type: 'SystemAssigned', principalId: source.principalId } },
    policy: source.policy,
    servers: new Map(source.rows.map(({ server }) => [idKey(server.id), server])),
  } as unknown as Wizard;
  const gone = (fact: object) => ({ ...wizard, facts: { ...wizard.facts, ...fact } });
  const chosen = (choice: Partial<Draft>) => ({ ...wizard, draft: { ...draft, ...choice } });
  const named = (...names: string[]) =>
    chosen({ rows: names.map((instanceName) => ({ ...(rows[0] as (typeof rows)[0]), instanceName })) });

  it('is a draft with vault, policy and servers, before anything was checked', () => {
    expect(exportSource(wizard)).toEqual({
      vault: wizard.vault,
      principalId: source.principalId,
      policy: source.policy,
      rows: rows.map((row, at) => ({ row, server: source.rows[at]?.server })),
    });
  });

  it.each([
    ['another type', { ...wizard, kind: SAMPLE_DATASOURCE }, 'This datasource type cannot be exported yet.'],
    ['no vault', chosen({ vaultId: undefined, policyId: undefined }), 'Select a Backup vault first.'],
    ['a vault that is gone', gone({ vaultIsGone: true }), "The Backup vault doesn't exist, or you can't see it."],
    ['no policy', chosen({ policyId: undefined }), 'Select a backup policy first.'],
    ['a policy that is gone', gone({ policyIsGone: true }), "The backup policy isn't in this vault."],
    ['no servers', chosen({ rows: [] }), 'Add at least one server first.'],
    ['servers on their way', { ...wizard, servers: undefined }, 'The configuration is still loading.'],
    [
      'a server that is gone',
      { ...wizard, servers: new Map() },
      "One of the servers doesn't exist, or you can't see it.",
    ],
    [
      'no identity',
      { ...wizard, vault: source.vault },
      'The Backup vault has no managed identity to which roles can be given.',
    ],
    ['a bad name', named('a b'), "The backup instance name 'a b' is not valid."],
    ['a name twice', named('one', 'ONE'), 'Two servers have the same backup instance name.'],
  ])('is not: %s', (_, state, reason) => {
    expect(exportSource(state)).toEqual({ reason });
  });
});
