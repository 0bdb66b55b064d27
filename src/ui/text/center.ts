/** The portal's name for the place that covers all vaults. */
export const CENTRE = 'Business Continuity Center';
