import { expect, it } from 'vitest';
import { ArmError } from '#arm/error.ts';
import { problemOf } from './problem-of.ts';

it('reads an ArmError', () => {
  const error = new ArmError({
    status: 409,
    code: 'Conflict',
    message: 'It exists.',
    requestId: 'r',
    correlationId: 'c',
    recommendedAction: ['Choose another name.'],
    details: [{ code: 'Inner', message: 'Because.' }],
  });
  expect(problemOf(error)).toMatchObject({
    message: 'It exists.',
    code: 'Conflict',
    requestId: 'r',
    correlationId: 'c',
    recommendedAction: ['Choose another name.'],
    causes: [{ code: 'Inner', message: 'Because.' }],
  });
});

it("reads the error of a job, with the service's own account of it", () => {
  const error = {
    code: 'PostgreSQLFlexOperationFailedUserError',
    message: 'It failed.',
    details: null,
    innerError: {
      code: 'x',
      embeddedInnerError: { additionalInfo: { DetailedNonLocalisedMessage: 'No route to host.' } },
    },
    properties: { ActivityId: 'a' },
  };
  expect(problemOf(error)).toMatchObject({
    message: 'It failed.',
    activityId: 'a',
    detail: 'No route to host.',
    causes: [],
  });
});

it.each([
  [new Error('Oops'), 'Oops'],
  ['text', 'text'],
  [undefined, 'Something went wrong.'],
  [null, 'Something went wrong.'],
])('makes words of %s', (thrown, message) => {
  expect(problemOf(thrown).message).toBe(message);
});
