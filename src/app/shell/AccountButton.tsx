import { Button, makeStyles, mergeClasses, tokens, type ButtonProps } from '@fluentui/react-components';
import { PersonCircleRegular } from '@fluentui/react-icons/svg/person-circle';
import { useSyncExternalStore } from 'react';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { useSession } from '../sign-in/session.ts';
import { HEADER, ON_THE_BAR } from './header-colours.ts';

const useStyles = makeStyles({
  button: {
    ...ON_THE_BAR,
    maxWidth: '260px', // a long name must not push the bell out
    paddingInline: tokens.spacingHorizontalM,
    fontWeight: tokens.fontWeightRegular,
  },
  lines: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-end',
    minWidth: 0,
    // Only the icon is left; a screen reader still reads the name.
    '@media (max-width: 640px)': { position: 'absolute', width: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  },
  name: {
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  line: { color: HEADER.quiet, fontSize: '11px', lineHeight: tokens.lineHeightBase100, textTransform: 'uppercase' }, // the portal's
  sign: { color: HEADER.foreground },
});

/**
 * The signed-in person, at the right end of the header; in a laboratory also the warnings that nobody should overlook.
 */
export function AccountButton(props: ButtonProps) {
  const styles = useStyles();
  const hidden = useHiddenText();
  const session = useSession();
  const { account } = useSyncExternalStore(session.subscribe, session.state);
  const { laboratory } = session;
  const sign = useSyncExternalStore(laboratory?.subscribe ?? session.subscribe, () => laboratory?.sign());
  const line = sign ?? account.line;
  return (
    <Button
      appearance="transparent"
      iconPosition="after"
      className={styles.button}
      icon={<PersonCircleRegular />}
      {...props}
    >
      <span className={styles.lines}>
        <span className={styles.name}>
          <span className={hidden.root}>Account:</span> {account.name}
        </span>{' '}
        {line !== undefined && (
          <span className={mergeClasses(styles.name, styles.line, sign !== undefined && styles.sign)}>{line}</span>
        )}
      </span>
    </Button>
  );
}
