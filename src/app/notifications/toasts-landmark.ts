/** The id of the landmark in which toasts appear. The frame has it from the start, the toasts come later. */
export const TOASTS_LANDMARK = 'toasts';
