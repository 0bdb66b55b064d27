/**
 * A reporter of vitest that writes down, in a few lines, what a reader of a long log looks for: tests that failed or needed
 * a second try, and errors that no test waited for, which fail a run although every test of it passed.
 */
import { writeFileSync } from 'node:fs';

export default class UnitProblems {
  onTestRunEnd(modules, unhandledErrors) {
    const lines = modules.flatMap((module) => [
      ...module.errors().map((error) => line('failed to load', module.moduleId, error)),
      ...[...module.children.allTests()].flatMap((test) => linesOf(module, test)),
    ]);
    for (const error of unhandledErrors) lines.push(line('an error that no test waited for', '', error));
    writeFileSync(process.env.UNIT_PROBLEMS, lines.join('\n'));
  }
}

function linesOf({ moduleId }, test) {
  const where = `${moduleId} > ${test.fullName}`;
  const { state, errors = [] } = test.result();
  if (state === 'failed') return [line('failed', where, errors[0])];
  return test.diagnostic()?.flaky ? [line('passed at the second try only', where, errors[0])] : [];
}

const line = (what, where, error) =>
  `${what}: ${where}\n    ${String(error?.stack ?? error?.message ?? '')
    .split('\n')
    .slice(0, 6)
    .join('\n    ')}`;
