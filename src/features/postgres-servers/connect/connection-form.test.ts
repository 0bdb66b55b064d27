import { describe, expect, it } from 'vitest';
import { connectionOf, connectionProblems, fieldAt, isSameAccess, type ConnectionForm } from './connection-form.ts';
import { emptyServerForm, newServerSchema, placeProblems, reduceServerForm } from './new-server-form.ts';

const isServerForm = (stored: unknown) => newServerSchema.safeParse(stored).success;
const byField = (problems: readonly { field: string; message: string }[]) =>
  new Map(problems.map(({ field, message }) => [field, message]));

const form: ConnectionForm = { host: 'db.example.org', port: '5432', tlsMode: 'prefer', login: 'postgres' };
const fieldsOf = (change: Partial<ConnectionForm>, password = 'secret') => [
  ...byField(connectionProblems({ ...form, ...change }, password)).keys(),
];

describe('a connection', () => {
  it.each([
    ['db.example.org', true],
    ['db', true],
    ['10.0.0.1', true],
    ['::1', true],
    ['fe80::1%eth0', true],
    [' db.example.org ', true],
    ['', false],
    ['db.example.org:5432', true], // An IPv6 address may look so; the service finds no such host.
    ['a b', false],
    ['a,b', false],
    ['-h', false],
    ['host=evil', false],
    ['/var/run/postgresql', false],
    ['postgres://db', false],
  ])('may be to the host %j: %s', (host, isRight) => {
    expect(fieldsOf({ host })).toEqual(isRight ? [] : ['host']);
  });

  it.each([
    ['1', true],
    ['65535', true],
    ['0', false],
    ['65536', false],
    ['', false],
    ['5432.5', false],
    ['5e3', false],
    ['-1', false],
  ])('may be to the port %j: %s', (port, isRight) => {
    expect(fieldsOf({ port })).toEqual(isRight ? [] : ['port']);
  });

  it('needs a password unless the service has the one that fits', () => {
    expect([...byField(connectionProblems(form, '')).keys()]).toEqual(['password']);
    expect([...byField(connectionProblems(form, '', true)).keys()]).toEqual([]);
  });

  it('is sent without the spaces around the host, and with the port as a number', () => {
    expect(connectionOf({ ...form, host: ' db ', port: '05432' })).toEqual({
      host: 'db',
      port: 5432,
      tlsMode: 'prefer',
    });
  });

  it.each<[Partial<ConnectionForm>, boolean]>([
    [{ host: ' DB.example.org' }, true],
    [{ port: '05432' }, true],
    [{ host: 'other' }, false],
    [{ port: '5433' }, false],
    [{ tlsMode: 'disable' }, false],
    [{ login: 'Postgres' }, false],
  ])('changed by %j leads to the same place: %s', (change, isSame) => {
    expect(isSameAccess({ ...form, ...change }, form)).toBe(isSame);
  });
});

describe('the place of a new server', () => {
  it('is required field by field, in the order of the page', () => {
    const facts = { groupNames: ['rg-data'], isNameTaken: false };
    expect([...byField(placeProblems(emptyServerForm, facts)).keys()]).toEqual([
      'subscription',
      'group',
      'region',
      'name',
    ]);
    const chosen = { ...emptyServerForm, subscriptionId: 's', region: 'westeurope', name: 'pg-mine' };
    const into = (group: { isNew: boolean; name: string }) =>
      byField(placeProblems({ ...chosen, group }, facts)).get('group');
    expect(into({ isNew: false, name: 'rg-data' })).toBeUndefined();
    expect(into({ isNew: true, name: 'RG-data' })).toMatch(/already exists/);
    expect(into({ isNew: true, name: 'rg-new' })).toBeUndefined();
    const taken = placeProblems(
      { ...chosen, group: { isNew: false, name: 'rg-data' } },
      { ...facts, isNameTaken: true },
    );
    expect([...byField(taken)]).toEqual([['name', 'A server with this name already exists in the resource group.']]);
  });

  it('forgets its resource group when the subscription changes', () => {
    const chosen = reduceServerForm(emptyServerForm, { subscriptionId: 'a', group: { isNew: false, name: 'rg' } });
    expect(reduceServerForm(chosen, { name: 'pg' }).group.name).toBe('rg');
    expect(reduceServerForm(chosen, { subscriptionId: 'b' }).group.name).toBe('');
  });
});

describe('what a tab keeps of the form', () => {
  it('is taken when it is one, and never holds a password', () => {
    expect(isServerForm(JSON.parse(JSON.stringify(emptyServerForm)))).toBe(true);
    expect(Object.keys(emptyServerForm).join().toLowerCase()).not.toContain('password');
    for (const broken of [null, 1, {}, { ...emptyServerForm, tlsMode: 'maybe' }, { ...emptyServerForm, group: null }]) {
      expect(isServerForm(broken)).toBe(false);
    }
  });
});

it.each([
  ['properties.connection.tlsMode', 'tlsMode'],
  ['properties.administratorLoginPassword', 'password'],
  ['NAME', 'name'],
  ['location', 'region'],
  ['tags', undefined],
  [undefined, undefined],
])('the service means the field of %s by %s', (target, field) => {
  expect(fieldAt(target)).toBe(field);
});
