/**
 * The form of connecting a server in addition to its connection, what is wrong with it, and what a tab stores of it.
 */
import * as z from 'zod/mini';
import { serverNameProblem } from '#protocol/names.ts';
import { DEFAULT_PORT, DEFAULT_TLS_MODE, SERVER_TYPE, TLS_MODES } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { fieldProblems, type FieldProblem } from '#ui/form/field-problems.ts';
import { groupProblem, NO_GROUP, regionProblem, subscriptionProblem, withPlace } from '#ui/form/place-form.ts';
import { placeFields } from '#ui/form/place-schema.ts';
import type { ServerField } from './connection-form.ts';

export const newServerSchema = z.object({
  ...placeFields,
  name: z.string(),
  host: z.string(),
  /** As it was typed. */
  port: z.string(),
  tlsMode: z.enum(TLS_MODES),
  login: z.string(),
  /** Something was chosen, so there is something to lose. */
  touched: z.boolean(),
});

export type NewServerForm = z.infer<typeof newServerSchema>;

export const emptyServerForm: NewServerForm = {
  group: NO_GROUP,
  name: '',
  host: '',
  port: String(DEFAULT_PORT),
  tlsMode: DEFAULT_TLS_MODE,
  login: '',
  touched: false,
};

/** The form after a change, and after what the change resets. */
export const reduceServerForm = (form: NewServerForm, changed: Partial<NewServerForm>): NewServerForm =>
  withPlace(form, { ...changed, touched: true });

/** Facts about the choices that only the service knows. */
export interface PlaceFacts {
  /** Of the chosen subscription. */
  groupNames: readonly string[];
  isNameTaken: boolean;
}

/** In the order of the fields. */
export const placeProblems = (
  form: NewServerForm,
  { groupNames, isNameTaken }: PlaceFacts,
): FieldProblem<ServerField>[] =>
  fieldProblems([
    ['subscription', subscriptionProblem(form.subscriptionId)],
    ['group', groupProblem(form.group, groupNames)],
    ['region', regionProblem(form.region)],
    [
      'name',
      serverNameProblem(form.name) ??
        (isNameTaken ? 'A server with this name already exists in the resource group.' : undefined),
    ],
  ]);

export const serverIdOf = (form: NewServerForm): ResourceId =>
  resourceId(resourceGroupScope(form.subscriptionId ?? '', form.group.name), SERVER_TYPE, form.name);
