/**
 * The pages of the portal that have an address of their own. The search finds them, the home page lists them, and `G`
 * with a letter opens some of them.
 */
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { paths } from '#paths';
import { CENTRE } from '#ui/text/center.ts';

export interface PortalPage {
  label: string;
  to: string;
  /** The service that the page belongs to. */
  within?: string;
  /** Other names that people use. */
  words: string;
  /** The letter after `G`. */
  key?: string;
}

export const PAGES = {
  home: { label: 'Home', to: paths.home(), words: 'start dashboard azure services', key: 'h' },
  center: {
    label: CENTRE,
    to: paths.businessContinuity(),
    words: 'bcc overview resiliency protection',
    key: 'o',
  },
  protectable: {
    label: 'Protectable resources',
    to: paths.protectableResources(),
    within: CENTRE,
    words: 'unprotected not protected bcc',
    key: 'r',
  },
  protectedItems: {
    label: 'Protected items',
    to: paths.protectedItems(),
    within: CENTRE,
    words: 'backup instances restore bcc',
    key: 'i',
  },
  policies: {
    label: 'Protection policies',
    to: paths.protectionPolicies(),
    within: CENTRE,
    words: 'backup policies retention schedule bcc',
    key: 'p',
  },
  centerVaults: { label: 'Vaults', to: paths.protectionVaults(), within: CENTRE, words: 'backup vaults bcc' },
  jobs: { label: 'Jobs', to: paths.jobs(), within: CENTRE, words: 'backup jobs monitoring restore bcc', key: 'j' },
  alerts: { label: 'Alerts', to: paths.alerts(), within: CENTRE, words: 'failures monitoring bcc', key: 'a' },
  vaults: { label: 'Backup vaults', to: paths.vaults(), words: 'vault storage', key: 'v' },
  servers: {
    label: POSTGRES_SERVERS.words.services,
    to: paths.servers(),
    words: 'postgres databases pg ltr long term retention',
    key: 's',
  },
  connectServer: {
    label: 'Connect a server',
    to: paths.connectServer(),
    within: POSTGRES_SERVERS.words.services,
    words: 'register add new postgres databases pg',
  },
  configureBackup: {
    label: 'Configure Backup',
    to: paths.configureBackup(),
    words: 'configure protection protect servers wizard new',
    key: 'b',
  },
  createVault: { label: 'Create Backup Vault', to: paths.createVault(), words: 'new add backup vaults' },
  createPolicy: { label: 'Create Backup Policy', to: paths.startPolicy(), words: 'new add retention schedule' },
  deploy: { label: 'Custom deployment', to: paths.deploy(), words: 'arm template deploy json' },
  backupCenter: { label: 'Backup center', to: paths.backupCenter(), words: 'legacy' },
} as const satisfies Record<string, PortalPage>;

export type PageId = keyof typeof PAGES;

export const PAGE_IDS = Object.keys(PAGES) as PageId[];

/** The page by its id, with the fields that only some have. */
export const pageOf = (id: PageId): PortalPage => PAGES[id];

export const isPageId = (value: unknown): value is PageId => typeof value === 'string' && Object.hasOwn(PAGES, value);
