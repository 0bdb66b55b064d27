/** What connecting a server asks for, what is wrong with it, and what it sends. The password is no part of any form. */
import { serverNameProblem } from '#protocol/names.ts';
import {
  DEFAULT_PORT,
  DEFAULT_TLS_MODE,
  isHost,
  isPort,
  SERVER_TYPE,
  TLS_MODES,
  type PostgresServer,
  type ServerConnection,
  type TlsMode,
} from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { groupProblem } from '#ui/form/vault-form.ts';

/** How a server is reached. */
export interface ConnectionForm {
  host: string;
  /** As it was typed. */
  port: string;
  tlsMode: TlsMode;
  login: string;
}

export interface NewServerForm extends ConnectionForm {
  subscriptionId: string | undefined;
  /** A group that exists, or the name of one to create. */
  group: { isNew: boolean; name: string };
  name: string;
  region: string | undefined;
  /** Something was chosen, so there is something to lose. */
  touched: boolean;
}

export type ConnectionField = keyof ConnectionForm | 'password';
export type ServerField = 'subscription' | 'group' | 'name' | 'region' | ConnectionField;

/** In the order in which one comes past the fields. */
export type Problems<Field extends string = ServerField> = ReadonlyMap<Field, string>;

export const emptyServerForm: NewServerForm = {
  subscriptionId: undefined,
  group: { isNew: false, name: '' },
  name: '',
  region: undefined,
  host: '',
  port: String(DEFAULT_PORT),
  tlsMode: DEFAULT_TLS_MODE,
  login: '',
  touched: false,
};

type NewServerEvent = Partial<Omit<NewServerForm, 'touched'>>;

/** What a person changed, and what that undoes: a resource group belongs to one subscription. */
export function reduceServerForm(form: NewServerForm, changed: NewServerEvent): NewServerForm {
  const next = { ...form, ...changed, touched: true };
  const isElsewhere = next.subscriptionId !== form.subscriptionId && changed.group === undefined;
  return isElsewhere ? { ...next, group: { isNew: false, name: '' } } : next;
}

/** What only the service knows about the choices. */
export interface PlaceFacts {
  /** Of the chosen subscription. */
  groupNames: readonly string[];
  isNameTaken: boolean;
}

export function placeProblems(form: NewServerForm, { groupNames, isNameTaken }: PlaceFacts): Problems {
  return problemsOf<ServerField>([
    ['subscription', form.subscriptionId === undefined ? 'Select a subscription.' : undefined],
    ['group', groupProblem(form.group, groupNames)],
    ['region', form.region === undefined ? 'Select a region.' : undefined],
    [
      'name',
      serverNameProblem(form.name) ??
        (isNameTaken ? 'A server with this name already exists in the resource group.' : undefined),
    ],
  ]);
}

/** `isPasswordKnown`: the service has it already, and nothing changed that it is bound to. */
export function connectionProblems(
  { host, port, login }: ConnectionForm,
  password: string,
  isPasswordKnown = false,
): Problems<ConnectionField> {
  return problemsOf<ConnectionField>([
    ['host', hostProblem(host)],
    ['port', /^\d+$/.test(port) && isPort(Number(port)) ? undefined : 'Enter a port from 1 to 65535.'],
    ['login', login.trim() === '' ? 'Enter the user name.' : undefined],
    ['password', password === '' && !isPasswordKnown ? 'Enter the password.' : undefined],
  ]);
}

function hostProblem(host: string): string | undefined {
  if (host.trim() === '') return 'Enter the host name or IP address of the server.';
  return isHost(host.trim()) ? undefined : 'Enter one host name or one IP address, without a port and without spaces.';
}

const problemsOf = <Field extends string>(all: [Field, string | undefined][]): Problems<Field> =>
  new Map(all.filter((each): each is [Field, string] => each[1] !== undefined));

/** The connection as the service takes it. */
export const connectionOf = ({ host, port, tlsMode }: ConnectionForm): ServerConnection => ({
  host: host.trim(),
  port: Number(port),
  tlsMode,
});

/** The form of a server that is connected; undefined for one that is not. */
export function formOf({ properties }: PostgresServer): ConnectionForm | undefined {
  const { connection, administratorLogin } = properties;
  return (
    connection && {
      host: connection.host,
      port: String(connection.port),
      tlsMode: connection.tlsMode,
      login: administratorLogin,
    }
  );
}

/** Whether both lead the same login to the same place, so that a password that fits one fits the other. */
export const isSameAccess = (one: ConnectionForm, other: ConnectionForm): boolean =>
  one.host.trim().toLowerCase() === other.host.trim().toLowerCase() &&
  Number(one.port) === Number(other.port) &&
  one.tlsMode === other.tlsMode &&
  one.login.trim() === other.login.trim();

export const serverIdOf = (form: NewServerForm): ResourceId =>
  resourceId(resourceGroupScope(form.subscriptionId ?? '', form.group.name), SERVER_TYPE, form.name);

const FIELD_AT: Readonly<Record<string, ServerField>> = {
  name: 'name',
  location: 'region',
  'properties.administratorlogin': 'login',
  'properties.administratorloginpassword': 'password',
  'properties.connection': 'host',
  'properties.connection.host': 'host',
  'properties.connection.port': 'port',
  'properties.connection.tlsmode': 'tlsMode',
};

/** The field that a refusal of the service is about, by the error's `target`. */
export const fieldAt = (target: string | undefined): ServerField | undefined => FIELD_AT[(target ?? '').toLowerCase()];

/** Whether a stored value is a form: what an older build of the page stored, or anything else, is none. */
export function isServerForm(value: unknown): value is NewServerForm {
  if (typeof value !== 'object' || value === null) return false;
  const form = value as Record<string, unknown>;
  const group = form.group as Record<string, unknown> | null | undefined;
  return (
    [form.subscriptionId, form.region].every((text) => text === undefined || typeof text === 'string') &&
    [form.name, form.host, form.port, form.login, group?.name].every((text) => typeof text === 'string') &&
    [form.touched, group?.isNew].every((flag) => typeof flag === 'boolean') &&
    TLS_MODES.some((mode) => mode === form.tlsMode)
  );
}
