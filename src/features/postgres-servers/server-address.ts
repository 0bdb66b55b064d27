/** The addresses of the pages of a server: the breadcrumbs above their titles. */
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';

/** The portal's name of the resource type: under a server's name, and over the list of them. */
export const SERVICE = POSTGRES_SERVERS.words.service;

/** The breadcrumbs of a page of the server; its Overview does not link to itself. */
export const serverCrumbs = (serverId: ResourceId): { label: string; to: string }[] => [
  { label: 'Home', to: paths.home() },
  { label: POSTGRES_SERVERS.words.services, to: paths.servers() },
  { label: lastName(serverId), to: paths.server(serverId) },
];
