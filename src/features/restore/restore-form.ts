/** The person's choices in the Restore wizard. The recovery point is in the address. */
import * as z from 'zod/mini';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { DatabasePart } from '#protocol/restore.ts';
import { withChecked } from '#ui/wizard/define-wizard.ts';

const databasePartSchema = z.object({
  schemas: z.array(z.string()),
  tables: z.array(z.object({ schema: z.string(), name: z.string() })),
});

const databaseChoiceSchema = z.object({
  isChosen: z.boolean(),
  /** As typed; one is proposed when absent. */
  targetName: z.exactOptional(z.string()),
  replace: z.boolean(),
  /** The text typed to confirm that the database is replaced. */
  confirmation: z.string(),
  /** The schemas and tables to restore; all of the database when absent. */
  only: z.exactOptional(databasePartSchema),
});

export type DatabaseChoice = z.infer<typeof databaseChoiceSchema>;

export const restoreFormSchema = z.object({
  target: z.enum(['files', 'server']),
  /** Where the target is; the datasource's subscription when absent. */
  subscriptionId: z.exactOptional(z.string()),
  accountId: z.exactOptional(z.string()),
  containerName: z.exactOptional(z.string()),
  /** As typed; one is proposed when absent. */
  prefix: z.exactOptional(z.string()),
  serverId: z.exactOptional(z.string()),
  /** By the name in the recovery point; a database that is not in here is restored as proposed. */
  databases: z.record(z.string(), databaseChoiceSchema),
  ownersAndRoles: z.boolean(),
  /** With all rights that roles had; counts only with owners and roles. */
  fullRoles: z.boolean(),
  asAdministrator: z.boolean(),
  /** The steps whose problems are shown. */
  checked: z.array(z.string()),
  /** Something was chosen that would be lost. */
  touched: z.boolean(),
});

export type RestoreForm = z.infer<typeof restoreFormSchema>;

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
  | { type: 'stepsChecked'; steps: readonly string[] };

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
    return withChecked(form, event.steps);
  }
  return { ...changed(form, event), touched: true };
}

function changed(form: RestoreForm, event: Exclude<RestoreFormEvent, { type: 'stepsChecked' }>): RestoreForm {
  switch (event.type) {
    case 'targetChosen':
      return { ...form, target: event.target };
    case 'subscriptionChosen': {
      // Accounts and servers belong to one subscription.
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
      // A confirmation was for another server.
      return { ...withoutReplacing(form), serverId: event.serverId };
    case 'databaseChanged': {
      const before = choiceOf(form, event.name);
      const after = { ...before, ...event.change };
      // The typed name confirms the replacement of this database, and of no other.
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
