/** Where the pages of a server stand: the links above their titles. */
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';

/** What the portal calls the kind of resource: under a server's name, and over the list of them. */
export const SERVICE = POSTGRES_SERVERS.words.service;

/** The links above a page of the server; its Overview does not lead to itself. */
export const serverCrumbs = (serverId: ResourceId): { label: string; to: string }[] => [
  { label: 'Home', to: paths.home() },
  { label: POSTGRES_SERVERS.words.services, to: paths.servers() },
  { label: lastName(serverId), to: paths.server(serverId) },
];
