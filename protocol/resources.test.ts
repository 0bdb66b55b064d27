import { expect, it } from 'vitest';
import { hasCapability, type ResourceProvider } from './resources.ts';

const provider = (capabilities?: string): ResourceProvider => ({
  id: '/subscriptions/s/providers/Microsoft.DBforPostgreSQL',
  namespace: 'Microsoft.DBforPostgreSQL',
  registrationState: 'Registered',
  resourceTypes: [
    { resourceType: 'servers', locations: [], apiVersions: [], capabilities: 'ConnectsExistingServers' },
    {
      resourceType: 'flexibleServers',
      locations: [],
      apiVersions: [],
      ...(capabilities !== undefined && { capabilities }),
    },
  ],
});

it.each([
  ['SupportsTags, SupportsLocation, ConnectsExistingServers', true],
  ['connectsexistingservers,SupportsTags', true],
  // What Azure says of the type.
  ['CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation', false],
  ['ConnectsExistingServersSoon', false],
  ['None', false],
  [undefined, false],
])('the capabilities %j have the word: %s', (capabilities, has) => {
  expect(hasCapability(provider(capabilities), 'FlexibleServers', 'ConnectsExistingServers')).toBe(has);
});
