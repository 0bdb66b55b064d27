/** For any request, the response is ARM's: never a crash, a 500, or an internal detail. */
import * as fc from 'fast-check';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { VAULT_ID } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { DATA, errorOf, instanceInput, serverId, SUBSCRIPTION, type Answer } from './client.ts';
import { freshWorld } from './world.ts';

const INSIDE = /\bselect\b.*\bfrom\b|syntax error|\bpg_|node_modules|at \w+ \(|TypeError|undefined is not/i;

function expectArmAnswer({ status, body, text }: Answer): void {
  expect(status, text).toBeLessThan(500);
  expect(text).not.toMatch(INSIDE);
  if (status >= 400) expect((body as ErrorEnvelope).error).toMatchObject({ code: expect.any(String) as string });
}

const VAULT_PATH = `${SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults`;

/** Everywhere that a body is read. */
const writes: [method: string, path: string][] = [
  ['PUT', `${SUBSCRIPTION}/resourceGroups/rg-odd`],
  ['PUT', `${VAULT_PATH}/bv-odd`],
  ['PATCH', VAULT_ID],
  [
    'POST',
    `${SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/locations/westeurope/checkNameAvailability`,
  ],
  ['PUT', `${VAULT_ID}/backupPolicies/policy-odd`],
  ['POST', `${VAULT_ID}/validateForBackup`],
  ['PUT', `${VAULT_ID}/backupInstances/instance-odd`],
  ['POST', `${VAULT_ID}/backupInstances/instance-odd/backup`],
  ['PUT', serverId('pg-odd')],
  ['PUT', `${DATA}/providers/Microsoft.Resources/deployments/odd`],
  ['PUT', `${DATA}/providers/Microsoft.Authorization/roleAssignments/77777777-7777-4777-8777-777777777777`],
  ['PUT', `${DATA}/providers/Microsoft.Authorization/roleDefinitions/77777777-7777-4777-8777-777777777777`],
  ['PUT', `${DATA}/providers/Microsoft.Authorization/locks/odd`],
];

export function describeBadInput(host: ContractHost): void {
  describe('bad input', () => {
    const arm = freshWorld(host);

    it.each(writes)(
      'is refused with a 400 that says so when %s %s gets something that is not JSON',
      async (method, path) => {
        for (const body of [
          '',
          '{',
          '{"a":',
          'null',
          '[]',
          '"text"',
          '1',
          'undefined',
          '<xml/>',
          '{"a":1}{}',
          '[['.repeat(5_000),
        ]) {
          const answer = await arm().call(method, path, { body });
          expectArmAnswer(answer);
          expect(answer.status).toBe(400);
          expect(errorOf(answer).code).toBe('InvalidRequestContent');
        }
      },
    );

    it('returns 413 for a body that exceeds the limit of the path, and names the limit', async () => {
      const large = await arm().put(`${VAULT_PATH}/bv-large`, { tags: { a: 'x'.repeat(300_000) } });
      expect([large.status, errorOf(large).code]).toEqual([413, 'RequestContentTooLarge']);
      expect(errorOf(large).message).toContain('256 kB');
      const order = await arm().post(`${VAULT_ID}/backupInstances/instance-odd/backup`, { a: 'x'.repeat(20_000) });
      expect([order.status, errorOf(order).message]).toEqual([413, expect.stringContaining('16 kB') as string]);
    });

    it.each([
      ['deep', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, '32 levels'],
      ['many', `[${'0,'.repeat(20_000)}0]`, '20000 values'],
    ])('is refused when its values are too %s', async (_, body, said) => {
      const answer = await arm().call('PUT', `${VAULT_PATH}/bv-odd`, { body });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidRequestContent']);
      expect(errorOf(answer).message).toContain(said);
    });

    it('with an empty name in its path is refused', async () => {
      for (const path of [
        `${VAULT_PATH}//?api-version=2025-07-01`,
        `${VAULT_PATH}//`,
        '//evil.example/subscriptions?api-version=2022-12-01',
        `${SUBSCRIPTION}//resourceGroups?api-version=2022-12-01`,
      ]) {
        const answer = await arm().call('GET', `${arm().host.origin}${path}`);
        expect([answer.status, errorOf(answer).code]).toEqual([400, 'InvalidRequestUri']);
      }
    });

    it.each([String.raw`"\u0000"`, String.raw`"\ud800"`, String.raw`"a\udc00b"`])(
      'is refused when a text holds %s, which is not valid text',
      async (text) => {
        for (const body of [
          `{"location":"westeurope","tags":{"a":${text}}}`,
          `{"location":"westeurope","tags":{${text}:"a"}}`,
        ]) {
          const answer = await arm().call('PUT', `${SUBSCRIPTION}/resourceGroups/rg-odd`, { body });
          expect(answer.status).toBe(400);
          expectArmAnswer(answer);
        }
      },
    );

    it('is kept as it came when it is odd but right', async () => {
      const tags = { 'näme 🐘': '値', 'a\'b"c;d\\e --': '$1 %s {{x}}', ['__proto__x']: 'constructor', '': undefined };
      const path = `${SUBSCRIPTION}/resourceGroups/rg-Ünusual`;
      const refused = await arm().put(encodeURI(path), { location: 'westeurope' });
      expect(refused.status).toBe(400);
      const made = await arm().put(`${SUBSCRIPTION}/resourceGroups/rg-(odd).one_`, { location: 'westeurope', tags });
      expect(made.status).toBe(201);
      expect(await arm().get(`${SUBSCRIPTION}/resourceGroups/rg-(odd).one_`)).toMatchObject({
        name: 'rg-(odd).one_',
        tags: { 'näme 🐘': '値', 'a\'b"c;d\\e --': '$1 %s {{x}}' },
      });
    });

    it.each([
      '/subscriptions/%00/resourceGroups',
      `${VAULT_PATH}/%2e%2e%2f%2e%2e%2fetc`,
      `${VAULT_PATH}/a%2Fb`,
      `${VAULT_PATH}/%zz`,
      `${VAULT_PATH}/%C0%AF`,
      `${VAULT_PATH}/bv%0d%0aSet-Cookie:x`,
      `${VAULT_PATH}//`,
      `${VAULT_PATH}/${'x'.repeat(3_000)}`,
      `${VAULT_PATH}/x'%20or%201=1--`,
      '/providers/Microsoft.Authorization/roleAssignments/%00',
      '//evil.example/subscriptions',
      `${SUBSCRIPTION}/../../etc/passwd`,
    ])('in the path %s gets ARM’s response', async (path) => {
      expectArmAnswer(await arm().call('GET', `${arm().host.origin}${path}?api-version=2025-07-01`));
    });

    it('of any shape never gets a 500', async () => {
      const known = fc.constantFrom(
        'location',
        'properties',
        'tags',
        'identity',
        'type',
        'storageSettings',
        'backupInstance',
        'dataSourceInfo',
        'resourceID',
        'policyInfo',
        'policyId',
        'policyRules',
        'objectType',
        'backupRuleOptions',
        'connection',
        'host',
        'port',
        'principalId',
        'permissions',
        'assignableScopes',
        'level',
        '__proto__',
      );
      const leaf = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('westeurope', VAULT_ID, 'BackupInstance', 'AzureBackupRule', 'SystemAssigned', 'toString'),
      );
      const { tree } = fc.letrec((tie) => ({
        tree: fc.oneof(
          { depthSize: 'small' },
          leaf,
          fc.array(tie('tree'), { maxLength: 3 }),
          fc.dictionary(fc.oneof(known, fc.string()), tie('tree'), { maxKeys: 5 }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...writes), tree, async ([method, path], body) => {
          expectArmAnswer(await arm().call(method, path, { body: JSON.stringify(body) }));
        }),
        { numRuns: 120 },
      );
    });

    it('that is right but for one field never gets a 500', async () => {
      const right = { backupInstance: instanceInput(serverId('pg-sample')) };
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(
            'resourceID',
            'datasourceType',
            'resourceName',
            'resourceLocation',
            'resourceUri',
            'objectType',
          ),
          fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant(null), fc.integer(), fc.object()),
          async (field, value) => {
            const dataSourceInfo = { ...right.backupInstance.dataSourceInfo, [field]: value };
            const body = { backupInstance: { ...right.backupInstance, dataSourceInfo } };
            expectArmAnswer(await arm().post(`${VAULT_ID}/validateForBackup`, body));
          },
        ),
        { numRuns: 60 },
      );
    });

    it('in a query never gets a 500', async () => {
      const paths = [
        `${SUBSCRIPTION}/resourceGroups`,
        `${VAULT_ID}/backupInstances`,
        `${VAULT_ID}/backupJobs`,
        `${DATA}/providers/Microsoft.Authorization/roleAssignments`,
        `${DATA}/providers/Microsoft.Authorization/roleDefinitions`,
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...paths),
          fc.constantFrom('$filter', '$top', '$skiptoken', 'api-version'),
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.string({ unit: 'binary-ascii' }).map((text) => btoa(JSON.stringify([text, text]))),
          ),
          async (path, name, value) => {
            expectArmAnswer(await arm().call('GET', `${path}?${name}=${encodeURIComponent(value)}`));
          },
        ),
        { numRuns: 80 },
      );
    });
  });
}
