/** The api-version that the page sends for each provider (docs/reference/arm.md#11-versions). */
export const API_VERSIONS = {
  dataProtection: '2025-07-01',
  postgres: '2025-08-01',
  authorization: '2022-04-01',
  locks: '2020-05-01',
  subscriptions: '2022-12-01',
  resourceGroups: '2023-07-01',
  providers: '2021-04-01',
  deployments: '2022-09-01',
  storage: '2023-05-01',
  insights: '2015-04-01',
} as const;

/**
 * Every api-version that each provider namespace accepts, the page's own first. Later stable versions are synonyms:
 * what they add does not concern this datasource (docs/reference/arm.md#11-versions).
 */
export const ACCEPTED_API_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.dataprotection': ['2025-07-01', '2025-09-01', '2026-03-01', '2026-06-01'],
  'microsoft.dbforpostgresql': ['2025-08-01', '2024-08-01'],
  'microsoft.storage': ['2023-05-01', '2022-09-01', '2023-01-01', '2024-01-01'],
  // The last three are those of locks.
  'microsoft.authorization': ['2022-04-01', '2022-05-01-preview', '2020-05-01', '2017-04-01', '2016-09-01'],
  'microsoft.insights': ['2015-04-01', '2017-03-01-preview'],
  'microsoft.resources': [
    '2022-12-01',
    '2023-07-01',
    '2022-09-01',
    // What template deployments and the Azure CLI send.
    '2020-06-01',
    '2020-10-01',
    '2021-04-01',
    '2024-03-01',
    '2024-07-01',
    '2024-11-01',
    '2025-04-01',
  ],
};
