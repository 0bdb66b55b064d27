/** `PlaceForm` as the tab's storage holds it. */
import * as z from 'zod/mini';

export const placeFields = {
  subscriptionId: z.optional(z.string()),
  group: z.object({ isNew: z.boolean(), name: z.string() }),
  region: z.optional(z.string()),
};
