/** `npm run notify`: shows who is notified of what and how far it is; with `-- --test` sends each a test. */
import { parseArgs } from 'node:util';
import { SetupError } from '#adapters/setup-error.ts';
import { callOperatorRoute, command } from './local-command.ts';
import { linesOf, type NotifyAnswer } from './notify-lines.ts';

await command(async () => {
  const answer = await callOperatorRoute('notify', { test: isTest() });
  const { lines, hasFailed } = linesOf(answer as unknown as NotifyAnswer);
  if (hasFailed) process.exitCode = 1;
  return lines.join('\n');
});

function isTest(): boolean {
  try {
    return parseArgs({ options: { test: { type: 'boolean', default: false } } }).values.test;
  } catch {
    throw new SetupError('The only option is --test, such as: npm run notify -- --test');
  }
}
