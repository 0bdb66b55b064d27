/**
 * The draft as a tab stores it. Imports the validator, so only the code that reads a stored draft imports more than its
 * types.
 */
import * as z from 'zod/mini';

const rowSchema = z.object({
  serverId: z.string(),
  /** The name of the protected item in the vault. */
  instanceName: z.string(),
  /**
   * The last segment of the backup instance's id. Generated once for each row, so that sending it again after a reload
   * or a failure addresses the same instance and never creates a second one.
   */
  resourceName: z.string(),
});

const noticeSchema = z.discriminatedUnion('kind', [
  /** Another vault was chosen; a policy of the previous one was cleared, if there was one. */
  z.object({ kind: z.literal('vaultChanged'), from: z.string(), policyId: z.optional(z.string()) }),
  /** The address was too short for its servers, which only the original tab has. */
  z.object({ kind: z.literal('serversLeftBehind') }),
  /** Parts of the address that do not name a vault, a policy of that vault, or a server. */
  z.object({ kind: z.literal('unreadable'), texts: z.array(z.string()) }),
]);

export const draftSchema = z.object({
  /** ARM's type of the datasource; undefined for the default. */
  datasourceType: z.optional(z.string()),
  vaultId: z.optional(z.string()),
  policyId: z.optional(z.string()),
  rows: z.array(rowSchema),
  /** The steps that were left or submitted once: their problems are shown. */
  checked: z.array(z.string()),
  /** What was reset or did not come along, until the person dismisses it. */
  notices: z.array(noticeSchema),
  /** The vault whose pages the person came from; undefined for other pages. */
  cameFrom: z.optional(z.string()),
  /** Whether the person changed anything that would be lost. */
  touched: z._default(z.boolean(), false),
  /** Set by Configure backup. From then on only failed rows can be sent again. */
  submitted: z.boolean(),
});

export type Draft = z.infer<typeof draftSchema>;
export type DraftRow = Draft['rows'][number];
export type DraftNotice = Draft['notices'][number];
