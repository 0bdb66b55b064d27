/**
 * Bicep's compiler is a separate program that no package contains. The golden files (`golden.test.ts`) show that the
 * texts are Bicep. This test shows that names stay names, whatever they contain, and that all of the plan is in the
 * texts.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyPlan } from '#testing/any-export.ts';
import { bicepFiles } from './bicep.ts';

/** A text without its comments and strings, and the values of the strings. */
function taken(text: string): { rest: string; strings: string[] } {
  const strings: string[] = [];
  const rest = text.replace(/\/\/.*|'((?:[^'\\]|\\.)*)'/g, (found, inside?: string) => {
    if (found.startsWith('//')) return '';
    strings.push(said(inside ?? ''));
    return "''";
  });
  return { rest, strings };
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", $: '$' };

/**
 * Bicep's reading of text between single quotes (learn.microsoft.com, Data types in Bicep, Strings). Throws for what it
 * refuses.
 */
function said(inside: string): string {
  if (/[\u0000-\u001f]/.test(inside)) throw new Error(`A line ends within '${inside}'`);
  return inside.replace(/\\u\{([\da-f]+)\}|\\(.)|\$\{/gi, (found, code?: string, sign?: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    const meant = sign === undefined ? undefined : ESCAPED[sign];
    // Our own texts have two expressions, both in names of modules.
    if (meant === undefined && !/^\$\{vault\.name\}-(?:roles-\$\{index \+ 1\}|protection)$/.test(inside)) {
      throw new Error(`Bicep would not take ${found} as text`);
    }
    return meant ?? found;
  });
}

/** Every text in a value, in the order in which JSON has them. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const textOf = (files: ReturnType<typeof bicepFiles>, name: string): string =>
  files.find((file) => file.name === name)?.text ?? '';

it('keeps every name within its quotes, and nothing of a name outside', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      for (const { text } of bicepFiles(plan)) expect(taken(text).rest).toMatch(/^[\w@{}()[\]:?.,=+\-\n '"]*$/);
    }),
  );
});

it('says all of the plan, in its order', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const { vault, policy, groups, instances } = plan;
      const files = bicepFiles(plan);
      const descriptions = /^(?:subscription|Object ID|Where the|The servers by|One backup)/;
      const given = taken(textOf(files, 'main.bicep')).strings.filter((text) => !descriptions.test(text));
      const values = [
        vault.principalId,
        ...[vault.subscriptionId, vault.resourceGroup, vault.name],
        ...groups.flatMap(({ subscriptionId, name, reader, servers }) => [
          ...[subscriptionId, name, reader.name],
          ...servers.flatMap(({ server, backup }) => [server.name, backup.name]),
        ]),
        ...instances.flatMap(({ name, friendlyName, server }) => [
          ...[name, friendlyName, server.id, server.name, server.location],
        ]),
      ];
      expect(given.slice(0, values.length)).toEqual(values);
      const inVault = taken(textOf(files, 'protection.bicep')).strings;
      const from = inVault.indexOf(policy.name, 3);
      const rules = textsIn(policy.properties);
      expect(inVault.slice(from, from + 1 + rules.length)).toEqual([policy.name, ...rules]);
    }),
  );
});
