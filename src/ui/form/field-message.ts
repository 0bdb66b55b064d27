import type { FieldProps } from '@fluentui/react-components';

/** What a `Field` shows when its value is wrong: `<Field {...fieldMessage(problem)}>`. Nothing without a message. */
export const fieldMessage = (message: string | undefined): Pick<FieldProps, 'validationState' | 'validationMessage'> =>
  message === undefined ? {} : { validationState: 'error', validationMessage: message };
