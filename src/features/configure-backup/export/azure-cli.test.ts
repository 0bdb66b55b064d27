import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPlan } from '#testing/any-export.ts';
import { azureCliFiles } from './azure-cli.ts';
import { grantsIn, type ExportPlan } from './export-plan.ts';

const scriptOf = (plan: ExportPlan): string => {
  const [file, ...more] = azureCliFiles(plan);
  expect(more).toEqual([]);
  return file?.text ?? '';
};

describe('Azure CLI', () => {
  it('calls the tool for exactly what is planned, whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { calls, code } = await runScript(scriptOf(plan), NOTHING_IS_THERE);
        expect(code).toBe(0);
        const vault = [
          ['--subscription', plan.vault.subscriptionId],
          `--resource-group=${plan.vault.resourceGroup}`,
          `--vault-name=${plan.vault.name}`,
        ].flat();
        const policies = callsOf(calls, 'dataprotection backup-policy create');
        expect(policies.map(({ words }) => words)).toEqual([
          [...vault, `--name=${plan.policy.name}`, '--policy', 'FILE', '--output', 'none'],
        ]);
        expect(policies[0]?.file).toEqual(plan.policy.properties);

        expect(callsOf(calls, 'role assignment create').map(({ words }) => words)).toEqual(
          grantsIn(plan).map(({ roleDefinitionId, scope, name }) => [
            ...['--assignee-object-id', plan.vault.principalId, '--assignee-principal-type', 'ServicePrincipal'],
            ...['--role', roleDefinitionId, '--scope', scope, '--name', name, '--output', 'none'],
          ]),
        );

        const created = callsOf(calls, 'dataprotection backup-instance create');
        for (const { words } of created)
          expect(words).toEqual([...vault, '--backup-instance', 'FILE', '--output', 'none']);
        expect(created.map(({ file }) => file)).toEqual(
          plan.instances.map(({ name, friendlyName, server }) => ({
            backup_instance_name: name,
            properties: {
              object_type: 'BackupInstance',
              friendly_name: friendlyName,
              data_source_info: {
                object_type: 'Datasource',
                datasource_type: 'Microsoft.DBforPostgreSQL/flexibleServers',
                resource_type: 'Microsoft.DBforPostgreSQL/flexibleServers',
                resource_id: server.id,
                resource_name: server.name,
                resource_location: server.location,
                resource_uri: server.id,
              },
              policy_info: { policy_id: plan.policy.id },
              data_source_set_info: null,
            },
          })),
        );
        const verbs = calls.map(({ verb }) => verb);
        expect(verbs.lastIndexOf('role assignment create')).toBeLessThan(
          verbs.indexOf('dataprotection backup-instance validate-for-backup'),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  const [plan] = fc.sample(
    anyPlan.filter(({ instances }) => instances.length > 1),
    { numRuns: 1, seed: 7 },
  );

  it('leaves what is there as it is', async () => {
    const { calls, code, output } = await runScript(scriptOf(plan as ExportPlan), 'exit 0');
    expect(code).toBe(0);
    expect(callsOf(calls, 'dataprotection backup-policy create')).toEqual([]);
    expect(callsOf(calls, 'dataprotection backup-instance create')).toEqual([]);
    expect(output).toContain('In the vault already');
  });

  it('tries again while the roles are not in effect', async () => {
    const { calls, code, output } = await runScript(
      scriptOf(plan as ExportPlan),
      `${NOTHING_IS_THERE}
if [[ $* == *validate-for-backup* && ! -f $0.checked ]]; then
  touch "$0.checked"
  echo 'ERROR: (UserErrorMissingRequiredPermissions) Appropriate permissions are missing.' >&2
  exit 1
fi`,
    );
    expect(code).toBe(0);
    expect(output).toContain('The role assignments are not in effect yet (try 1 of 60)');
    const checks = callsOf(calls, 'dataprotection backup-instance validate-for-backup');
    expect(checks).toHaveLength((plan as ExportPlan).instances.length + 1);
  });

  it('goes on with the next server when one cannot be configured, says why, and fails in the end', async () => {
    const { calls, code, output } = await runScript(
      scriptOf(plan as ExportPlan),
      `${NOTHING_IS_THERE}
if [[ $* == *validate-for-backup* && ! -f $0.checked ]]; then
  touch "$0.checked"
  echo 'ERROR: (UserErrorDppDatasourceAlreadyProtected) It is protected elsewhere.' >&2
  exit 1
fi`,
    );
    expect(code).toBe(1);
    expect(output).toContain('UserErrorDppDatasourceAlreadyProtected');
    expect(callsOf(calls, 'dataprotection backup-instance create')).toHaveLength(
      (plan as ExportPlan).instances.length - 1,
    );
  });
});

const NOTHING_IS_THERE = 'if [[ $* == *" show "* ]]; then exit 3; fi';

interface Call {
  /** Such as `role assignment create`. */
  verb: string;
  /** Its arguments; the path of a file reads `FILE`. */
  words: string[];
  /** The content of that file. */
  file: unknown;
}

const callsOf = (calls: readonly Call[], verb: string) => calls.filter((call) => call.verb === verb);

/** Runs a script with an `az` that records its arguments, then does what `behaviour` says. */
async function runScript(script: string, behaviour: string) {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  try {
    const log = join(folder, 'calls');
    await writeFile(log, '');
    await tool(
      join(folder, 'az'),
      `for word in "$@"; do
  if [[ $word == /*.json && -f $word ]]; then printf 'FILE\\0'; cat "$word"; else printf '%s' "$word"; fi
  printf '\\0'
done >> '${log}'
printf '\\1\\0' >> '${log}'
${behaviour}
exit 0`,
    );
    await tool(join(folder, 'sleep'), 'exit 0');
    const path = join(folder, 'script.sh');
    await writeFile(path, script);
    const run = promisify(execFile)('bash', [path], {
      env: { PATH: `${folder}:${process.env.PATH ?? ''}`, TMPDIR: folder },
      cwd: folder,
    });
    const { stdout, stderr, code } = await run.then(
      (done) => ({ ...done, code: 0 }),
      (error: unknown) => error as { stdout: string; stderr: string; code: number },
    );
    return { code, output: stdout + stderr, calls: readCalls(await readFile(log, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function tool(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/usr/bin/env bash\n${text}\n`);
  await chmod(path, 0o755);
}

function readCalls(log: string): Call[] {
  return log
    .split('\u0001\0')
    .slice(0, -1)
    .map((line) => {
      const words = line.split('\0').slice(0, -1);
      const at = words.indexOf('FILE');
      const [content] = at < 0 ? [] : words.splice(at + 1, 1);
      const verbs = words.findIndex((word) => word.startsWith('-'));
      return {
        verb: words.slice(0, verbs).join(' '),
        words: words.slice(verbs),
        file: content === undefined ? undefined : (JSON.parse(content) as unknown),
      };
    });
}
