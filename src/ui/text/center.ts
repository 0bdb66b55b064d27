/** What the portal calls the place from which everything is looked after. */
export const CENTRE = 'Business Continuity Center';
