/** A container of Azurite, Microsoft's own server of the protocol, as a store. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasAzurite, startAzurite, type TestService } from '../../testing/object-services.ts';
import { faultSuite } from '../../testing/fault-suite.ts';
import { roundTripSuite } from '../../testing/round-trip-suite.ts';
import { storeSuite, type StoreUnderTest } from '../../testing/store-suite.ts';
import { clientOf } from './azure-blob-container.ts';
import type { AzureBlobPlace } from './azure-blob-place.ts';
import { openAzureBlobStore } from './azure-blob-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe.runIf(hasAzurite())('a container', () => {
  let azurite: TestService<AzureBlobPlace>;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.stop());

  const unfinished: StoreUnderTest['unfinished'] = async ({ place }) => {
    const { url } = place as AzureBlobPlace;
    const direct = `${azurite.url}${new URL(url).pathname}`;
    let count = 0;
    const blobs = clientOf({ ...(place as AzureBlobPlace), url: direct }).listBlobsFlat({
      includeUncommitedBlobs: true,
    });
    for await (const { properties } of blobs) if (!properties.etag) count += 1;
    return count;
  };
  storeSuite({
    open: async (quotaBytes) =>
      openAzureBlobStore(await azurite.newPlace({ ...(quotaBytes !== undefined && { quotaBytes }) })),
    unfinished,
  });
  faultSuite({
    serviceUrl: () => azurite.url,
    openAt: async (url) => openAzureBlobStore(await azurite.newPlace({ url })),
    unfinished,
  });

  roundTripSuite(async () => openAzureBlobStore(await azurite.newPlace()));

  it('that is not there, or refuses the key, is told in words', async () => {
    const place = await azurite.newPlace();
    const told = (change: Partial<AzureBlobPlace>) => openAzureBlobStore({ ...place, ...change }).get('x', 10);
    const failed = (message: RegExp) => ({
      code: 'UserErrorVaultStorageFailed',
      message: expect.stringMatching(message) as string,
    });
    await expect(told({ url: `${place.url}-not` })).rejects.toMatchObject(failed(/is not there/));
    const credentials = { account: 'testaccount', key: Buffer.from('another secret').toString('base64') };
    await expect(told({ credentials })).rejects.toMatchObject(failed(/refuses/));
  });
});
