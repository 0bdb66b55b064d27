import { makeStyles, tokens } from '@fluentui/react-components';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { useWizardStyles } from '../wizard-styles.ts';

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'baseline', columnGap: tokens.spacingHorizontalS },
  command: {
    display: 'block',
    padding: tokens.spacingHorizontalM,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    backgroundColor: tokens.colorNeutralBackground3,
  },
});

interface CommandTextProps {
  heading: string;
  command: string;
  copyLabel: string;
}

/** A command to run elsewhere, and a button that copies it. */
export function CommandText({ heading, command, copyLabel }: CommandTextProps) {
  const styles = useStyles();
  const wizard = useWizardStyles();
  return (
    <>
      <div className={styles.head}>
        <h2 className={wizard.heading}>{heading}</h2>
        <CopyButton text={command} label={copyLabel} />
      </div>
      <code className={styles.command}>{command}</code>
    </>
  );
}
