/** Where to create a resource: the form fields subscription, resource group, region. */
import { resourceGroupNameProblem } from '#protocol/names.ts';

export interface PlaceForm {
  subscriptionId?: string | undefined;
  /** A group that exists, or the name of one to create. */
  group: { isNew: boolean; name: string };
  region?: string | undefined;
}

export const NO_GROUP: PlaceForm['group'] = { isNew: false, name: '' };

/** The form after a change, and after what the change resets: a resource group belongs to one subscription. */
export function withPlace<Form extends PlaceForm>(form: Form, part: Partial<Form>): Form {
  const next = { ...form, ...part };
  const isElsewhere = next.subscriptionId !== form.subscriptionId && part.group === undefined;
  return isElsewhere ? { ...next, group: NO_GROUP } : next;
}

export const subscriptionProblem = (id: string | undefined): string | undefined =>
  id === undefined ? 'Select a subscription.' : undefined;

export const regionProblem = (region: string | undefined): string | undefined =>
  region === undefined ? 'Select a region.' : undefined;

/** What is wrong with a resource group that is chosen, or with the name of a new one. */
export function groupProblem({ isNew, name }: PlaceForm['group'], existing: readonly string[]): string | undefined {
  if (!isNew) return name === '' ? 'Select or create a resource group.' : undefined;
  const isTaken = existing.some((each) => each.toLowerCase() === name.toLowerCase());
  return resourceGroupNameProblem(name) ?? (isTaken ? 'A resource group with this name already exists.' : undefined);
}
