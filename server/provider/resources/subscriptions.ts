/** Microsoft.Resources: subscriptions, their regions and resource groups (docs/reference/arm.md#121-subscriptions). */
import { resourceGroupNameProblem } from '#protocol/names.ts';
import { idKey, resourceGroupScope, sameRegion } from '#protocol/resource-id.ts';
import { RESOURCE_GROUP_TYPE, type ResourceGroup } from '#protocol/resources.ts';
import { fields, invalidField, line, readBody, tags } from '../body.ts';
import { created, ok, type Handler } from '../call.ts';
import { locationsOf, regionName } from '../domain/locations.ts';
import { existingGroup, notFound } from '../existing.ts';
import { ArmFault } from '../fault.ts';
import { checkRoomForGroup } from '../limits.ts';
import { readPage } from '../paging.ts';
import { resourceGroups, subscriptions, word } from '../records.ts';
import { idIn, anyone, at, GROUP, route, SUBSCRIPTION, within, type Route } from '../router.ts';

const READ_SUBSCRIPTION = 'Microsoft.Resources/subscriptions/read';
const READ_GROUP = 'Microsoft.Resources/subscriptions/resourceGroups/read';
const WRITE_GROUP = 'Microsoft.Resources/subscriptions/resourceGroups/write';

const listSubscriptions: Handler = async (call) => {
  const page = await call.ports.store.transact((tx) =>
    readPage(call, tx, subscriptions, {}, (subscription) =>
      call.access.mayWithin(READ_SUBSCRIPTION, subscription.id) || call.access.mayWithin(READ_GROUP, subscription.id)
        ? subscription
        : undefined,
    ),
  );
  return ok({ ...page, count: { type: 'Total', value: page.value.length } });
};

const readSubscription: Handler = async (call) => {
  const id = idIn(call, SUBSCRIPTION);
  const found = await call.ports.store.transact((tx) =>
    tx.get(subscriptions, (call.params.subscription ?? '').toLowerCase()),
  );
  if (!found) throw notFound(id);
  return ok(found.value);
};

const listLocations: Handler = (call) => Promise.resolve(ok({ value: locationsOf(call.params.subscription ?? '') }));

const listGroups: Handler = async (call) =>
  ok(
    await call.ports.store.transact((tx) =>
      readPage(call, tx, resourceGroups, { with: [word.inSubscription(call.params.subscription ?? '')] }, (group) =>
        call.access.mayWithin(READ_GROUP, group.id) ? group : undefined,
      ),
    ),
  );

const readGroup: Handler = async (call) =>
  ok(await call.ports.store.transact((tx) => existingGroup(tx, idIn(call, GROUP))));

const groupInput = fields({ location: line(), tags: tags.exactOptional() });

const putGroup: Handler = async (call) => {
  const name = call.params.group ?? '';
  const problem = resourceGroupNameProblem(name);
  if (problem !== undefined) throw new ArmFault(400, 'InvalidResourceGroupName', problem, { target: 'name' });
  const input = await readBody(call, groupInput);
  const location = regionName(input.location);
  if (location === undefined) throw invalidField('location', `'${input.location}' is not a known region.`);

  return call.ports.store.transact(async (tx) => {
    const before = (await tx.get(resourceGroups, idKey(idIn(call, GROUP))))?.value;
    if (before && !sameRegion(before.location, location)) {
      throw new ArmFault(
        409,
        'InvalidResourceGroupLocation',
        `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
        { target: 'location' },
      );
    }
    if (!before) await checkRoomForGroup(tx, call.params.subscription ?? '', name);
    const group: ResourceGroup = {
      id: before?.id ?? resourceGroupScope(call.params.subscription ?? '', name),
      name: before?.name ?? name,
      type: RESOURCE_GROUP_TYPE,
      location,
      ...(input.tags ? { tags: input.tags } : before?.tags && { tags: before.tags }),
      managedBy: null,
      properties: { provisioningState: 'Succeeded' },
    };
    await tx.put(resourceGroups, idKey(group.id), group);
    return before ? ok(group) : created(group);
  });
};

export const subscriptionRoutes: Route[] = [
  route('GET', '/subscriptions', anyone('leaves out what the caller may not see'), listSubscriptions),
  route('GET', SUBSCRIPTION, within(SUBSCRIPTION, READ_GROUP), readSubscription),
  route('GET', `${SUBSCRIPTION}/locations`, within(SUBSCRIPTION, READ_GROUP), listLocations),
  route('GET', `${SUBSCRIPTION}/resourceGroups`, within(SUBSCRIPTION, READ_GROUP), listGroups),
  route('GET', GROUP, at(GROUP, READ_GROUP), readGroup),
  route('PUT', GROUP, at(GROUP, WRITE_GROUP), putGroup),
];
