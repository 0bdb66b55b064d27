/** What a person chose in the Restore wizard. The recovery point is in the address. */
import type { ResourceId } from '#protocol/resource-id.ts';
import type { DatabasePart } from '#protocol/restore.ts';
import { isStepSlug, type StepSlug } from './step-slugs.ts';

export interface RestoreForm {
  target: 'files' | 'server';
  /** Where the target is; the datasource's subscription when absent. */
  subscriptionId?: string;
  accountId?: ResourceId;
  containerName?: string;
  /** As typed; one is proposed when absent. */
  prefix?: string;
  serverId?: ResourceId;
  /** By the name in the recovery point; a database that is not in here is restored as proposed. */
  databases: Record<string, DatabaseChoice>;
  ownersAndRoles: boolean;
  /** With all rights that roles had; counts only with owners and roles. */
  fullRoles: boolean;
  asAdministrator: boolean;
  /** The tabs whose problems are shown. */
  checked: StepSlug[];
  /** Something was chosen that would be lost. */
  touched: boolean;
}

export interface DatabaseChoice {
  isChosen: boolean;
  /** As typed; one is proposed when absent. */
  targetName?: string;
  replace: boolean;
  /** What was typed to confirm that the database is replaced. */
  confirmation: string;
  /** The schemas and tables that are wanted; all of the database when absent. */
  only?: DatabasePart;
}

export type RestoreFormEvent =
  | { type: 'targetChosen'; target: RestoreForm['target'] }
  | { type: 'subscriptionChosen'; subscriptionId: string }
  | { type: 'accountChosen'; accountId: ResourceId }
  | { type: 'containerChosen'; containerName: string }
  | { type: 'prefixTyped'; prefix: string }
  | { type: 'serverChosen'; serverId: ResourceId }
  | { type: 'databaseChanged'; name: string; change: Partial<DatabaseChoice> }
  | { type: 'partChosen'; name: string; only: DatabasePart | undefined }
  | { type: 'rightsChosen'; change: Partial<Pick<RestoreForm, 'ownersAndRoles' | 'fullRoles' | 'asAdministrator'>> }
  | { type: 'pointChosen' }
  | { type: 'stepsChecked'; steps: readonly StepSlug[] };

export const emptyRestoreForm: RestoreForm = {
  target: 'files',
  databases: {},
  ownersAndRoles: false,
  fullRoles: false,
  asAdministrator: false,
  checked: [],
  touched: false,
};

const untouchedDatabase: DatabaseChoice = { isChosen: true, replace: false, confirmation: '' };

/** Every database is restored unless it was left out. */
export const choiceOf = (form: RestoreForm, name: string): DatabaseChoice => form.databases[name] ?? untouchedDatabase;

export function reduceRestoreForm(form: RestoreForm, event: RestoreFormEvent): RestoreForm {
  if (event.type === 'stepsChecked') {
    return { ...form, checked: [...new Set([...form.checked, ...event.steps])] };
  }
  return { ...changed(form, event), touched: true };
}

function changed(form: RestoreForm, event: Exclude<RestoreFormEvent, { type: 'stepsChecked' }>): RestoreForm {
  switch (event.type) {
    case 'targetChosen':
      return { ...form, target: event.target };
    case 'subscriptionChosen': {
      // Accounts and servers are of one subscription.
      const { accountId: _account, containerName: _container, serverId: _server, ...rest } = form;
      return { ...withoutReplacing(rest), subscriptionId: event.subscriptionId };
    }
    case 'accountChosen': {
      const { containerName: _container, ...rest } = form;
      return { ...rest, accountId: event.accountId };
    }
    case 'containerChosen':
      return { ...form, containerName: event.containerName };
    case 'prefixTyped':
      return { ...form, prefix: event.prefix };
    case 'serverChosen':
      // What was confirmed was confirmed for another server.
      return { ...withoutReplacing(form), serverId: event.serverId };
    case 'databaseChanged': {
      const before = choiceOf(form, event.name);
      const after = { ...before, ...event.change };
      // A name was typed to confirm that this one is replaced, and no other.
      const isSame = after.targetName === before.targetName && after.replace === before.replace;
      const choice = isSame ? after : { ...after, confirmation: '' };
      return { ...form, databases: { ...form.databases, [event.name]: choice } };
    }
    case 'partChosen': {
      const { only: _, ...choice } = choiceOf(form, event.name);
      const { only } = event;
      // A part goes into a new database: it replaces none.
      const changed = only === undefined ? choice : { ...choice, replace: false, confirmation: '', only };
      return { ...form, databases: { ...form.databases, [event.name]: changed } };
    }
    case 'rightsChosen':
      return { ...form, ...event.change };
    case 'pointChosen':
      // Another point may hold other databases; the proposed prefix follows by itself.
      return { ...form, databases: {} };
  }
}

const withoutReplacing = (form: RestoreForm): RestoreForm => ({
  ...form,
  databases: Object.fromEntries(
    Object.entries(form.databases).map(([name, choice]) => [name, { ...choice, replace: false, confirmation: '' }]),
  ),
});

/** Whether what a tab's storage held is a form of this version. */
export function isRestoreForm(stored: unknown): stored is RestoreForm {
  if (typeof stored !== 'object' || stored === null) return false;
  const form = stored as Partial<Record<keyof RestoreForm, unknown>>;
  return (
    (form.target === 'files' || form.target === 'server') &&
    typeof form.databases === 'object' &&
    form.databases !== null &&
    typeof form.ownersAndRoles === 'boolean' &&
    typeof form.fullRoles === 'boolean' &&
    typeof form.asAdministrator === 'boolean' &&
    typeof form.touched === 'boolean' &&
    Array.isArray(form.checked) &&
    form.checked.every((step) => typeof step === 'string' && isStepSlug(step))
  );
}
