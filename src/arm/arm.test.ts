import { beforeEach, describe, expect, it } from 'vitest';
import { ENDPOINT, scriptedService } from '#testing/scripted-service.ts';
import { arm, configureArm } from './arm.ts';

const apiVersion = '2025-07-01';

function service(script: Parameters<typeof scriptedService>[0]) {
  const scripted = scriptedService(script);
  configureArm(scripted.options);
  return scripted;
}

describe('a list', () => {
  const pages = [
    { body: { value: [1, 2], nextLink: `${ENDPOINT}/list?api-version=1&$skiptoken=a` } },
    { body: { value: [], nextLink: `${ENDPOINT}/list?api-version=1&$skiptoken=b` } },
    { body: { value: [3], nextLink: null } },
  ];

  it('is followed to its end, over an empty page, with the links as they come', async () => {
    const { sent } = service(pages);
    expect(await arm.readAll('/list', { apiVersion })).toEqual([1, 2, 3]);
    expect(sent).toEqual([
      'GET /list?api-version=2025-07-01',
      'GET /list?api-version=1&$skiptoken=a',
      'GET /list?api-version=1&$skiptoken=b',
    ]);
  });

  it('is read no further than it is wanted', async () => {
    const { sent } = service(pages);
    for await (const page of arm.pages('/list', { apiVersion })) {
      expect(page).toEqual([1, 2]);
      break;
    }
    expect(sent).toHaveLength(1);
  });
});

describe('readUntil', () => {
  let scripted: ReturnType<typeof service>;
  beforeEach(() => {
    const state = (currentProtectionState: string) => ({
      body: { properties: { currentProtectionState, provisioningState: 'Failed' } },
    });
    scripted = service([state('ConfiguringProtection'), state('ConfiguringProtection'), state('ProtectionError')]);
  });

  it('reads again until the value has settled, well or badly', async () => {
    const settled = await arm.readUntil<{ properties: { currentProtectionState: string } }>(
      '/instance',
      ({ properties }) => properties.currentProtectionState !== 'ConfiguringProtection',
      { apiVersion },
    );
    expect(settled.properties.currentProtectionState).toBe('ProtectionError');
    expect(scripted.sent).toHaveLength(3);
  });
});

it('removes what is already gone without complaint', async () => {
  service([{ status: 204 }]);
  await expect(arm.remove('/instance', { apiVersion })).resolves.toBeUndefined();
});
