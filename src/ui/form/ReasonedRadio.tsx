import { makeStyles, Radio, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  reason: {
    display: 'block',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
});

interface ReasonedRadioProps {
  value: string;
  label: string;
  /** Why it cannot be chosen. It stays visible, and shows the reason. */
  disabledReason: string | undefined;
}

/** A radio button that says why it is disabled. */
export function ReasonedRadio({ value, label, disabledReason }: ReasonedRadioProps) {
  const styles = useStyles();
  if (disabledReason === undefined) return <Radio value={value} label={label} />;
  return (
    <Radio
      value={value}
      disabled
      label={
        <>
          {label}
          <span className={styles.reason}>{disabledReason}</span>
        </>
      }
    />
  );
}
