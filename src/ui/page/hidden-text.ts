import { makeStyles } from '@fluentui/react-components';

/** Words for screen readers only. */
export const useHiddenText = makeStyles({
  root: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});
