/** The draft as a tab keeps it. Loads the validator, so that only what reads a kept draft imports more than its types. */
import * as z from 'zod/mini';

const rowSchema = z.object({
  serverId: z.string(),
  /** What the protected item is called in the vault. */
  instanceName: z.string(),
  /**
   * The last segment of the backup instance's id. Made once for each row, so that sending it again after a reload or
   * a failure meets the same instance and never makes a second one.
   */
  resourceName: z.string(),
});

const noticeSchema = z.discriminatedUnion('kind', [
  /** Another vault was chosen, and with it the policy that was chosen in the one before, if any, was cleared. */
  z.object({ kind: z.literal('vaultChanged'), from: z.string(), policyId: z.optional(z.string()) }),
  /** The address stood for servers that only the tab has in which they were chosen. */
  z.object({ kind: z.literal('serversLeftBehind') }),
  /** Parts of the address that name no vault, policy of that vault, or server. */
  z.object({ kind: z.literal('unreadable'), texts: z.array(z.string()) }),
]);

export const draftSchema = z.object({
  /** ARM's type of what is backed up; undefined for the one that is meant where nobody chose. */
  datasourceType: z.optional(z.string()),
  vaultId: z.optional(z.string()),
  policyId: z.optional(z.string()),
  rows: z.array(rowSchema),
  /** The steps that were left or submitted once: their problems are shown. */
  checked: z.array(z.string()),
  /** What was undone or did not come along, until the person has read it. */
  notices: z.array(noticeSchema),
  /** The vault from whose pages the person came; undefined when from elsewhere. */
  cameFrom: z.optional(z.string()),
  /** Whether the person chose anything, so that leaving would lose it. */
  touched: z._default(z.boolean(), false),
  /** Set by Configure backup. From then on only what failed can be sent again. */
  submitted: z.boolean(),
});

export type Draft = z.infer<typeof draftSchema>;
export type DraftRow = Draft['rows'][number];
export type DraftNotice = Draft['notices'][number];
