/** Foreign names: resolved without one of our threads, by any name server. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { Socket, createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { asLookup, createHostLookup, type AddressesOf } from './host-lookup.ts';

const fails = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
const finds = (...addresses: string[]) => vi.fn(() => Promise.resolve(addresses));
const system = vi.fn<AddressesOf>(() => Promise.resolve([{ address: '10.0.0.9', family: 4 }]));
afterEach(() => system.mockClear());

it('a name with a dot is resolved by name servers, both kinds of address together', async () => {
  const names = { resolve4: finds('10.0.0.1', '10.0.0.2'), resolve6: finds('fd00::1') };
  const find = createHostLookup({ names, system, hosts: () => '' });
  expect(await find('pg.example')).toEqual([
    { address: '10.0.0.1', family: 4 },
    { address: '10.0.0.2', family: 4 },
    { address: 'fd00::1', family: 6 },
  ]);
  expect(system).not.toHaveBeenCalled();
});

it('a silent name server takes no thread: the system is not queried', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const names = new Resolver({ timeout: 50, tries: 1 });
  names.setServers([`127.0.0.1:${String(silent.address().port)}`]);
  const find = createHostLookup({ names, system, hosts: () => '' });
  await expect(find('pg.attacker.example')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  expect(system).not.toHaveBeenCalled();
  silent.close();
});

it.each(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED'])(
  'a name that name servers answer with %s is looked up in the system',
  async (code) => {
    const names = { resolve4: fails(code), resolve6: fails(code) };
    expect(await createHostLookup({ names, system, hosts: () => '' })('pg.local')).toEqual([
      { address: '10.0.0.9', family: 4 },
    ]);
  },
);

it.each(['localhost', 'pg', 'pg.lan', 'PG.Lan'])('%s is resolved by the system', async (host) => {
  const names = { resolve4: finds('10.0.0.1'), resolve6: finds() };
  const hosts = () => '# pg.example\n127.0.0.1 localhost\n10.0.0.9\tpg.lan db # other.example\n';
  const find = createHostLookup({ names, system, hosts });
  expect(await find(host)).toEqual([{ address: '10.0.0.9', family: 4 }]);
  expect(names.resolve4).not.toHaveBeenCalled();
  await find('other.example');
  expect(names.resolve4).toHaveBeenCalledWith('other.example');
});

it('an address is itself', async () => {
  const find = createHostLookup({ names: { resolve4: fails('x'), resolve6: fails('x') }, system });
  expect(await find('10.0.0.1')).toEqual([{ address: '10.0.0.1', family: 4 }]);
  expect(await find('::1')).toEqual([{ address: '::1', family: 6 }]);
});

it('a socket connects with it, and fails when there is no address', async () => {
  const server = createServer((socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connect = async (addresses: string[]) => {
    const names = { resolve4: finds(...addresses), resolve6: finds() };
    const lookup = asLookup(createHostLookup({ names, system: fails('ENOTFOUND'), hosts: () => '' }));
    const socket = new Socket().connect({ host: 'pg.example', port, lookup });
    await once(socket, 'connect');
    socket.destroy();
  };
  await connect(['127.0.0.1']);
  await expect(connect([])).rejects.toMatchObject({ code: 'ENOTFOUND' });
  server.close();
});
