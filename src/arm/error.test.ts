import { describe, expect, it } from 'vitest';
import { errorFrom } from './error.ts';

const headers = new Headers({ 'x-ms-request-id': 'request-1', 'x-ms-correlation-request-id': 'correlation-1' });

describe('errorFrom', () => {
  it('reads what ARM itself says', () => {
    const error = errorFrom(404, headers, {
      error: { code: 'ResourceNotFound', message: 'Not there.', target: 'vault' },
    });
    expect(error).toMatchObject({
      status: 404,
      code: 'ResourceNotFound',
      message: 'Not there.',
      target: 'vault',
      requestId: 'request-1',
      correlationId: 'correlation-1',
      recommendedAction: [],
    });
  });

  it('prefers what is meant for a person, with its advice and ids', () => {
    const error = errorFrom(200, headers, {
      status: 'Failed',
      error: {
        code: 'Outer',
        message: 'Outer message.',
        additionalInfo: [
          {
            type: 'UserFacingError',
            info: {
              code: 'UserErrorMissingRequiredPermissions',
              message: 'Appropriate permissions to perform the operation is missing.',
              recommendedAction: ['Grant them.'],
              innerError: {
                code: 'x',
                embeddedInnerError: { additionalInfo: { DetailedNonLocalisedMessage: 'Reader is missing.' } },
              },
              properties: { ActivityId: 'activity-1' },
            },
          },
        ],
      },
    });
    expect(error).toMatchObject({
      code: 'UserErrorMissingRequiredPermissions',
      message: 'Appropriate permissions to perform the operation is missing.',
      recommendedAction: ['Grant them.'],
      detail: 'Reader is missing.',
      activityId: 'activity-1',
    });
  });

  it.each([
    [undefined, 503],
    ['text', 500],
    [{ error: 'text' }, 400],
    [{ error: { code: 1 } }, 403],
  ])('makes an error of a body such as %j', (body, status) => {
    const error = errorFrom(status, headers, body);
    expect(error.code).toBe(`Http${String(status)}`);
    expect(error.message).not.toBe('');
  });
});
